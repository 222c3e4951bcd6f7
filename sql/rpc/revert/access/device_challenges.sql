-- Revert florin:access/device_challenges from pg

begin;

drop table access.device_challenges;

commit;
