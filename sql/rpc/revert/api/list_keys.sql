-- Revert florin:api/list_keys from pg

begin;

drop function api.list_keys(uuid, uuid);

commit;
