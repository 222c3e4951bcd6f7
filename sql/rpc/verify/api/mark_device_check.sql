-- Verify florin:api/mark_device_check on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.mark_device_check(uuid, uuid, bigint, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.mark_device_check(uuid, uuid, bigint, text)',
  'execute'
))::integer;

rollback;
