-- Verify florin:access/admin_change_plan on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'access.admin_change_plan(text, text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'access.admin_change_plan(text, text, text)',
  'execute'
))::integer;

rollback;
