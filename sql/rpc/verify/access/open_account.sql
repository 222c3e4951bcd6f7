-- Verify florin:access/open_account on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'access.open_account(uuid, boolean)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'access.open_account(uuid, boolean)',
  'execute'
))::integer;

rollback;
