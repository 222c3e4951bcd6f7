-- Revert florin:access/profiles from pg

begin;

drop table access.profiles;

commit;
