-- Verify florin:generation/count_use on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.count_use(uuid, uuid, uuid, generation.offer)',
  'execute'
))::integer;

rollback;
