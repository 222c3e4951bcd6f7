-- Verify florin:access/admin_find_accounts on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'access.admin_find_accounts(text, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'access.admin_find_accounts(text, integer)',
  'execute'
))::integer;

rollback;
