-- Verify florin:billing/grants on pg

begin;

select
  account_id, provider, environment, transaction_id, product, part, bucket_id, unit, granted,
  clawed, rollover_bucket_id, rolled_over, created_at
from billing.grants
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'billing.grants'::regclass;

rollback;
