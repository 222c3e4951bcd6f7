-- Verify florin:catalog/plans on pg

begin;

select
  id, display_name, description, sort_order, opens_for
from catalog.plans
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'catalog.plans'::regclass;

rollback;
