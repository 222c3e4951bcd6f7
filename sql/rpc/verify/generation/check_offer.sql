-- Verify florin:generation/check_offer on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.check_offer(generation.offer, bigint)',
  'execute'
))::integer;

rollback;
