-- Revert florin:generation/price_line from pg

begin;

drop function generation.price_line(
  generation.usage_line, bigint, bigint, bigint, bigint, bigint
);

commit;
