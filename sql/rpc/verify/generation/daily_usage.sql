-- Verify florin:generation/daily_usage on pg

begin;

select
  account_id, day, model_id, generations, failed, input, cache_read, cache_write, output,
  web_search, charged, uncollected, cost_micro_dollars, trial_messages
from generation.daily_usage
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'generation.daily_usage'::regclass;

rollback;
