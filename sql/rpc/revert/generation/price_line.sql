-- Revert florin:generation/price_line from pg

begin;

drop function generation.price_line(jsonb, bigint, bigint, bigint, bigint, bigint);

commit;
