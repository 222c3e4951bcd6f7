-- Verify florin:access/describe_account on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.describe_account(uuid)',
  'execute'
))::integer;

rollback;
