-- Revert florin:api/expire_jobs from pg

begin;

drop function api.expire_jobs(integer);

commit;
