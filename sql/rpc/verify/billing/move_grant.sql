-- Verify florin:billing/move_grant on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.move_grant(uuid, billing.grants, uuid)',
  'execute'
))::integer;

rollback;
