-- Verify florin:billing/find_subscription on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.find_subscription(uuid)',
  'execute'
))::integer;

rollback;
