-- Revert florin:generation/list_jobs from pg

begin;

drop function generation.list_jobs(uuid, uuid, text, integer);

commit;
