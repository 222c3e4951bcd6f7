-- Verify florin:access/take_device_turn on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'access.take_device_turn(uuid, uuid, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'access.take_device_turn(uuid, uuid, uuid)',
  'execute'
))::integer;

rollback;
