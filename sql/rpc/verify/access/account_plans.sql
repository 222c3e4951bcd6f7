-- Verify florin:access/account_plans on pg

begin;

select
  account_id, plan_version_id, source, anchor, period, period_start, period_end, next_plan_id,
  own_source, own_plan_id, slice_at
from access.account_plans
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.account_plans'::regclass;

rollback;
