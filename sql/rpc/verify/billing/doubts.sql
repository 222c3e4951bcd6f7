-- Verify florin:billing/doubts on pg

begin;

select
  provider, environment, chain_id, because, attempts, due_at
from billing.doubts
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'billing.doubts'::regclass;

rollback;
