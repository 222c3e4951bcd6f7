-- Verify florin:billing/unmapped on pg

begin;

select
  provider, product, seen_at
from billing.unmapped
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'billing.unmapped'::regclass;

rollback;
