-- Revert florin:access/merges from pg

begin;

drop table access.merges;

commit;
