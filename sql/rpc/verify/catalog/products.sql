-- Verify florin:catalog/products on pg

begin;

select
  id, kind, store, store_product_id, metered_price_id, model_id, plan_id, credits,
  trial_credits, price_minor_units, currency, enabled
from catalog.products
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'catalog.products'::regclass;

rollback;
