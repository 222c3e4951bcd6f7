-- Revert florin:generation/limit_jobs from pg

begin;

drop function generation.limit_jobs(uuid, integer, integer);

commit;
