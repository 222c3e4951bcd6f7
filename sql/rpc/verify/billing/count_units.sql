-- Verify florin:billing/count_units on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.count_units(billing.purchases, text)',
  'execute'
))::integer;

rollback;
