-- Verify florin:access/admin_suspend_account on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'access.admin_suspend_account(text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'access.admin_suspend_account(text, text)',
  'execute'
))::integer;

rollback;
