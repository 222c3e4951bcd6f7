-- Verify florin:access/move_member on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.move_member(uuid, uuid, uuid)',
  'execute'
))::integer;

rollback;
