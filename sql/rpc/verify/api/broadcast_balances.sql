-- Verify florin:api/broadcast_balances on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.broadcast_balances(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.broadcast_balances(integer)',
  'execute'
))::integer;

rollback;
