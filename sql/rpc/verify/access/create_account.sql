-- Verify florin:access/create_account on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.create_account(uuid, boolean)',
  'execute'
))::integer;

rollback;
