-- Revert florin:catalog/price_unit from pg

begin;

drop type catalog.price_unit;

commit;
