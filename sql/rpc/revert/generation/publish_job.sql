-- Revert florin:generation/publish_job from pg

begin;

drop function generation.publish_job(generation.jobs);

commit;
