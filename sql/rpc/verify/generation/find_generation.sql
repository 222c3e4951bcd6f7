-- Verify florin:generation/find_generation on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.find_generation(uuid, uuid)',
  'execute'
))::integer;

rollback;
