-- Revert florin:generation/count_delivered from pg

begin;

drop function generation.count_delivered(catalog.price_unit, integer, jsonb);

commit;
