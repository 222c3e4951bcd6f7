-- Revert florin:api/list_sinks from pg

begin;

drop function api.list_sinks();

commit;
