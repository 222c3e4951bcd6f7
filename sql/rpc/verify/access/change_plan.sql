-- Verify florin:access/change_plan on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.change_plan(uuid, text, text, text)',
  'execute'
))::integer;

rollback;
