-- Verify florin:api/take_device_turn on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.take_device_turn(uuid, uuid, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.take_device_turn(uuid, uuid, uuid)',
  'execute'
))::integer;

rollback;
