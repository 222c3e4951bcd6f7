-- Revert florin:access/devices from pg

begin;

drop table access.devices;

commit;
