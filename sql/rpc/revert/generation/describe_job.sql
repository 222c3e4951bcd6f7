-- Revert florin:generation/describe_job from pg

begin;

drop function generation.describe_job(generation.jobs);

commit;
