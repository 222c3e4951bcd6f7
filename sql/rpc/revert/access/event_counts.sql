-- Revert florin:access/event_counts from pg

begin;

drop table access.event_counts;

commit;
