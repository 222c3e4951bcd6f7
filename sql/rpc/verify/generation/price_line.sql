-- Verify florin:generation/price_line on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.price_line(generation.usage_line, bigint, bigint, bigint, bigint, bigint)',
  'execute'
))::integer;

rollback;
