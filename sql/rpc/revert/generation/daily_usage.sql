-- Revert florin:generation/daily_usage from pg

begin;

drop table generation.daily_usage;

commit;
