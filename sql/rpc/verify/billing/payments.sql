-- Verify florin:billing/payments on pg

begin;

select
  provider, environment, payment_id, transaction_id, as_of, rank, event_id, fact
from billing.payments
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'billing.payments'::regclass;

rollback;
