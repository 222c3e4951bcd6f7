-- Revert florin:billing/grant_purchase from pg

begin;

drop function billing.grant_purchase(uuid, billing.purchases, catalog.products);

commit;
