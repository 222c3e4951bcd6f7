-- Verify florin:billing/rebuild_rows on pg

begin;

select
  id, origin, content
from billing.rebuild_rows
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'billing.rebuild_rows'::regclass;

rollback;
