-- Verify florin:billing/price_purchase on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.price_purchase(billing.purchases, catalog.products)',
  'execute'
))::integer;

rollback;
