-- Verify florin:generation/find_plan on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.find_plan(uuid, uuid)',
  'execute'
))::integer;

rollback;
