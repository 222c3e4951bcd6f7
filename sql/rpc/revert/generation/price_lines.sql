-- Revert florin:generation/price_lines from pg

begin;

drop function generation.price_lines(jsonb, generation.bill);

commit;
