-- Revert florin:access/open_device_challenge from pg

begin;

drop function access.open_device_challenge(uuid, uuid, bytea);

commit;
