-- Revert florin:access/next_device_turn from pg

begin;

drop function access.next_device_turn(uuid, text);

commit;
