-- Revert florin:api/list_jobs from pg

begin;

drop function api.list_jobs(uuid, uuid, text, integer);

commit;
