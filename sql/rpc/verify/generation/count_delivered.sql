-- Verify florin:generation/count_delivered on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.count_delivered(catalog.price_unit, integer, jsonb)',
  'execute'
))::integer;

rollback;
