-- Revert florin:api/open_device_challenge from pg

begin;

drop function api.open_device_challenge(uuid, uuid, bytea);

commit;
