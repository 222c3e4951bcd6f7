-- Verify florin:access/daily_usage on pg

begin;

select
  account_id, day, model_id, messages
from access.daily_usage
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.daily_usage'::regclass;

rollback;
