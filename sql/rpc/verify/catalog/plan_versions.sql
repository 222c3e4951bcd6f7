-- Verify florin:catalog/plan_versions on pg

begin;

select
  id, plan_id, effective_at, included, rollover_cap, overage_policy, overage_rate, overage_cap,
  low_balance, refuse_in_debt, requests_per_minute, max_open_generations, max_running_jobs,
  max_open_jobs, tiers, on_disconnect
from catalog.plan_versions
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'catalog.plan_versions'::regclass;

rollback;
