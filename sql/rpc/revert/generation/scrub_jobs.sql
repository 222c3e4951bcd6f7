-- Revert florin:generation/scrub_jobs from pg

begin;

drop function generation.scrub_jobs(uuid, integer);

commit;
