-- Revert florin:catalog/list_unit_prices from pg

begin;

drop function catalog.list_unit_prices(jsonb, bigint);

commit;
