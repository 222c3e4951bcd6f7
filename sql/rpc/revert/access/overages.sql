-- Revert florin:access/overages from pg

begin;

drop table access.overages;

commit;
