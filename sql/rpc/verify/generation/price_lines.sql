-- Verify florin:generation/price_lines on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.price_lines(jsonb, generation.bill)',
  'execute'
))::integer;

rollback;
