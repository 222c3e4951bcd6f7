-- Revert florin:access/take_device_turn from pg

begin;

drop function access.take_device_turn(uuid, uuid, uuid);

commit;
