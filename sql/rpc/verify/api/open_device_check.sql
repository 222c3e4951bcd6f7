-- Verify florin:api/open_device_check on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.open_device_check(uuid, uuid, text, bytea)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.open_device_check(uuid, uuid, text, bytea)',
  'execute'
))::integer;

rollback;
