-- Verify florin:billing/measure_reversed on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.measure_reversed(billing.purchases)',
  'execute'
))::integer;

rollback;
