-- Revert florin:access/device_trials from pg

begin;

drop table access.device_trials;

commit;
