-- Revert florin:access/open_device_check from pg

begin;

drop function access.open_device_check(uuid, uuid, text, bytea);

commit;
