-- Verify florin:generation/estimate_hold on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.estimate_hold(catalog.prices, bigint, bigint)',
  'execute'
))::integer;

rollback;
