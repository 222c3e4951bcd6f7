-- Verify florin:access/my_personal_account on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.my_personal_account()',
  'execute'
))::integer;

rollback;
