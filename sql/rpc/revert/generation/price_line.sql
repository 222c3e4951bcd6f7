-- Revert florin:generation/price_line from pg

begin;

drop function generation.price_line(jsonb, catalog.prices);

commit;
