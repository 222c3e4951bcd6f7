-- Revert florin:catalog/products from pg

begin;

drop table catalog.products;

commit;
