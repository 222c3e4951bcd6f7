-- Revert florin:generation/price_slices from pg

begin;

drop function generation.price_slices(generation.priced, bigint, bigint, bigint, bigint, bigint);

commit;
