-- Verify florin:access/close_account on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.close_account(uuid, integer)',
  'execute'
))::integer;

rollback;
