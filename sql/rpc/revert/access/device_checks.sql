-- Revert florin:access/device_checks from pg

begin;

drop table access.device_checks;

commit;
