-- Verify florin:access/refuse_turn on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.refuse_turn(uuid, uuid)',
  'execute'
))::integer;

rollback;
