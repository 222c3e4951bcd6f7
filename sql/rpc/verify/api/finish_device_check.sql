-- Verify florin:api/finish_device_check on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.finish_device_check(uuid, uuid, bigint, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.finish_device_check(uuid, uuid, bigint, text)',
  'execute'
))::integer;

rollback;
