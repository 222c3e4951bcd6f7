-- Verify florin:billing/bindings on pg

begin;

select
  provider, environment, chain_id, account_id, user_id, created_at
from billing.bindings
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'billing.bindings'::regclass;

rollback;
