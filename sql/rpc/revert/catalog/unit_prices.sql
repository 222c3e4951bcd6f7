-- Revert florin:catalog/unit_prices from pg

begin;

drop table catalog.unit_prices;

commit;
