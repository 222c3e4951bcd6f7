-- Verify florin:generation/price_slices on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.price_slices(generation.priced, bigint, bigint, bigint, bigint, bigint)',
  'execute'
))::integer;

rollback;
