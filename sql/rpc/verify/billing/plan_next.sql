-- Verify florin:billing/plan_next on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.plan_next(uuid)',
  'execute'
))::integer;

rollback;
