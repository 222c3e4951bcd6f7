-- Verify florin:api/list_keys on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.list_keys(uuid, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.list_keys(uuid, uuid)',
  'execute'
))::integer;

rollback;
