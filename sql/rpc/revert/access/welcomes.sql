-- Revert florin:access/welcomes from pg

begin;

drop table access.welcomes;

commit;
