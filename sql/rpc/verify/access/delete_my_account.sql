-- Verify florin:access/delete_my_account on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'access.delete_my_account()',
  'execute'
)::integer;

select 1 / (not has_function_privilege('anon', 'access.delete_my_account()', 'execute'))::integer;

rollback;
