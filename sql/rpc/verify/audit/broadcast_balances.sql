-- Verify florin:audit/broadcast_balances on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'audit.broadcast_balances(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'audit.broadcast_balances(integer)',
  'execute'
))::integer;

rollback;
