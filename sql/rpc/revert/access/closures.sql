-- Revert florin:access/closures from pg

begin;

drop table access.closures;

commit;
