-- Verify florin:catalog/route_costs on pg

begin;

select
  id, route_id, effective_at, input, cache_read, cache_write, output, request, web_search
from catalog.route_costs
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'catalog.route_costs'::regclass;

rollback;
