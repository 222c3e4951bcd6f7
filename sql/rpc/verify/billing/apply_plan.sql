-- Verify florin:billing/apply_plan on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.apply_plan(uuid)',
  'execute'
))::integer;

rollback;
