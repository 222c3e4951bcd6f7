-- Verify florin:billing/reversals on pg

begin;

select
  provider, environment, reversal_id, kind, payment_id, state, amount, share_ppm, because,
  as_of, rank, event_id, fact
from billing.reversals
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'billing.reversals'::regclass;

rollback;
