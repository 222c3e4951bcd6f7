-- Verify florin:billing/grant_purchase on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.grant_purchase(uuid, billing.purchases, catalog.products)',
  'execute'
))::integer;

rollback;
