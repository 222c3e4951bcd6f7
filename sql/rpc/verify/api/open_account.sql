-- Verify florin:api/open_account on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.open_account(uuid, boolean)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.open_account(uuid, boolean)',
  'execute'
))::integer;

rollback;
