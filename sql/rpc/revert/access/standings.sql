-- Revert florin:access/standings from pg

begin;

drop table access.standings;

commit;
