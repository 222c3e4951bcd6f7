-- Verify florin:billing/measure_kept on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.measure_kept(billing.purchases)',
  'execute'
))::integer;

rollback;
