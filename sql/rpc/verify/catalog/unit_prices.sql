-- Verify florin:catalog/unit_prices on pg

begin;

select
  price_id, unit, resolution, microcredits
from catalog.unit_prices
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'catalog.unit_prices'::regclass;

rollback;
