-- Verify florin:generation/find_price on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.find_price(text, generation.bill)',
  'execute'
))::integer;

rollback;
