-- Verify florin:access/take_abandoned_turn on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'access.take_abandoned_turn(text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'access.take_abandoned_turn(text)',
  'execute'
))::integer;

rollback;
