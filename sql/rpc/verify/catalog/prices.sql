-- Verify florin:catalog/prices on pg

begin;

select
  id, model_id, effective_at, input, cache_read, cache_write, output, request, web_search
from catalog.prices
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'catalog.prices'::regclass;

rollback;
