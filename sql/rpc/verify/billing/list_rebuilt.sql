-- Verify florin:billing/list_rebuilt on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.list_rebuilt()',
  'execute'
))::integer;

rollback;
