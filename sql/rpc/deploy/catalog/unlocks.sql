-- Deploy florin:catalog/unlocks to pg
-- requires: catalog/products

begin;

create view catalog.unlocks
with (security_invoker = true)
as
select
  p.model_id,
  jsonb_agg(jsonb_build_object(
    'store', p.store, 'store_product_id', p.store_product_id,
    'price_minor_units', p.price_minor_units, 'currency', p.currency
  ) order by p.store, p.store_product_id) as products
from catalog.products as p
where p.kind = 'model_unlock'
  and p.enabled
group by p.model_id;

comment on view catalog.unlocks is 'What the stores sell to unlock each model, as clients get it.';

commit;
