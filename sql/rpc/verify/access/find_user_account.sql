-- Verify florin:access/find_user_account on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.find_user_account(text)',
  'execute'
))::integer;

rollback;
