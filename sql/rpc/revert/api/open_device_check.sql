-- Revert florin:api/open_device_check from pg

begin;

drop function api.open_device_check(uuid, uuid, text, bytea);

commit;
