-- Verify florin:access/next_device_turn on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.next_device_turn(uuid, text)',
  'execute'
))::integer;

rollback;
