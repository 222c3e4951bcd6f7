-- Revert florin:access/device_turns from pg

begin;

drop table access.device_turns;

commit;
