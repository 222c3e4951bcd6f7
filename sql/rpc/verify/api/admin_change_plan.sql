-- Verify florin:api/admin_change_plan on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'api.admin_change_plan(text, text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'api.admin_change_plan(text, text, text)',
  'execute'
))::integer;

rollback;
