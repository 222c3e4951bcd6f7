-- Verify florin:access/my_merged_accounts on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'private.my_merged_accounts()',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'private.my_merged_accounts()',
  'execute'
))::integer;

rollback;
