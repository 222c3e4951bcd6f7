-- Revert florin:catalog/prices from pg

begin;

drop table catalog.prices;

commit;
