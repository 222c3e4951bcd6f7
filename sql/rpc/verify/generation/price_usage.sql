-- Verify florin:generation/price_usage on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.price_usage(jsonb, generation.bill)',
  'execute'
))::integer;

rollback;
