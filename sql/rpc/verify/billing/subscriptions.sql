-- Verify florin:billing/subscriptions on pg

begin;

select
  provider, environment, chain_id, account_id, owner_key, state, is_entitled, product,
  period_start, period_end, will_renew, next_product, entitled_until, is_family_shared, as_of,
  rank, event_id, fact
from billing.subscriptions
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'billing.subscriptions'::regclass;

rollback;
