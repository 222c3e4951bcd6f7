-- Verify florin:billing/apply_reversals on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.apply_reversals(uuid)',
  'execute'
))::integer;

rollback;
