-- Verify florin:billing/overage_reports on pg

begin;

select
  account_id, entry_version, period_start, happened_at, units, status, environment, customer_id,
  attempts, attempted_at, claimed_at, next_attempt_at, problem, sent_at, created_at
from billing.overage_reports
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'billing.overage_reports'::regclass;

rollback;
