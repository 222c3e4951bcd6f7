-- Revert florin:access/departures from pg

begin;

drop table access.departures;

commit;
