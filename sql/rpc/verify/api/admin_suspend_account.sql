-- Verify florin:api/admin_suspend_account on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'api.admin_suspend_account(text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'api.admin_suspend_account(text, text)',
  'execute'
))::integer;

rollback;
