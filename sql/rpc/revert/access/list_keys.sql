-- Revert florin:access/list_keys from pg

begin;

drop function access.list_keys(uuid, uuid);

commit;
