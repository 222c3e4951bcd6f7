-- Verify florin:access/list_device_challenges on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'access.list_device_challenges(uuid, uuid, bytea)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'access.list_device_challenges(uuid, uuid, bytea)',
  'execute'
))::integer;

rollback;
