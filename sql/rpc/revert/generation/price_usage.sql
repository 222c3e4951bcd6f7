-- Revert florin:generation/price_usage from pg

begin;

drop function generation.price_usage(jsonb, generation.bill);

commit;
