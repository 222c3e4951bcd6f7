-- Revert florin:access/daily_usage from pg

begin;

drop table access.daily_usage;

commit;
