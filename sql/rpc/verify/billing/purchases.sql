-- Verify florin:billing/purchases on pg

begin;

select
  provider, environment, transaction_id, product, account_id, chain_id, owner_key, state,
  was_paid, quantity, purchased_at, period_start, period_end, share_ppm, is_trial,
  is_family_shared, amount, currency, as_of, rank, event_id, fact
from billing.purchases
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'billing.purchases'::regclass;

rollback;
