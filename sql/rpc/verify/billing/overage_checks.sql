-- Verify florin:billing/overage_checks on pg

begin;

select
  account_id, environment, period_start, customer_id, check_at, reported, counted, checked_at
from billing.overage_checks
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'billing.overage_checks'::regclass;

rollback;
