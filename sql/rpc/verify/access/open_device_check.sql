-- Verify florin:access/open_device_check on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'access.open_device_check(uuid, uuid, text, bytea)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'access.open_device_check(uuid, uuid, text, bytea)',
  'execute'
))::integer;

rollback;
