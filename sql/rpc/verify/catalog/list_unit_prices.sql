-- Verify florin:catalog/list_unit_prices on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'catalog.list_unit_prices(jsonb, bigint)',
  'execute'
))::integer;

rollback;
