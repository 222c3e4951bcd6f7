-- Revert florin:access/list_device_challenges from pg

begin;

drop function access.list_device_challenges(uuid, uuid, bytea);

commit;
