-- Revert florin:api/list_device_challenges from pg

begin;

drop function api.list_device_challenges(uuid, uuid, bytea);

commit;
