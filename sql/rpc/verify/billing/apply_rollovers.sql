-- Verify florin:billing/apply_rollovers on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.apply_rollovers(uuid)',
  'execute'
))::integer;

rollback;
