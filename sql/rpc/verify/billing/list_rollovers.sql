-- Verify florin:billing/list_rollovers on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.list_rollovers(uuid)',
  'execute'
))::integer;

rollback;
