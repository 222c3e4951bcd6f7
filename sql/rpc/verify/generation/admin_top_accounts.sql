-- Verify florin:generation/admin_top_accounts on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'generation.admin_top_accounts(integer, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'generation.admin_top_accounts(integer, integer)',
  'execute'
))::integer;

rollback;
