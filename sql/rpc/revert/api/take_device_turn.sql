-- Revert florin:api/take_device_turn from pg

begin;

drop function api.take_device_turn(uuid, uuid, uuid);

commit;
