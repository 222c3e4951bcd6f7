-- Verify florin:api/list_device_challenges on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.list_device_challenges(uuid, uuid, bytea)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.list_device_challenges(uuid, uuid, bytea)',
  'execute'
))::integer;

rollback;
