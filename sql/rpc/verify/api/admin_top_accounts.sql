-- Verify florin:api/admin_top_accounts on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'api.admin_top_accounts(integer, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'api.admin_top_accounts(integer, integer)',
  'execute'
))::integer;

rollback;
