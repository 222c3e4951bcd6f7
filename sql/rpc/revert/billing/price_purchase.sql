-- Revert florin:billing/price_purchase from pg

begin;

drop function billing.price_purchase(billing.purchases, catalog.products);

commit;
