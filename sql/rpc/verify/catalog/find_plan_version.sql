-- Verify florin:catalog/find_plan_version on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'catalog.find_plan_version(text)',
  'execute'
))::integer;

rollback;
