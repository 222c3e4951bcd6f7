-- Revert florin:generation/expire_jobs from pg

begin;

drop function generation.expire_jobs(integer);

commit;
