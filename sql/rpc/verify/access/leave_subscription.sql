-- Verify florin:access/leave_subscription on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.leave_subscription(uuid)',
  'execute'
))::integer;

rollback;
