-- Verify florin:access/overages on pg

begin;

select
  account_id, entry_version, plan_version_id, period_start, until, amount, rate, created_at
from access.overages
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.overages'::regclass;

rollback;
