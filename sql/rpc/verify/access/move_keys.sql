-- Verify florin:access/move_keys on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.move_keys(uuid, uuid, uuid)',
  'execute'
))::integer;

rollback;
