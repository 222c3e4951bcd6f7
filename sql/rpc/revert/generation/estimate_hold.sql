-- Revert florin:generation/estimate_hold from pg

begin;

drop function generation.estimate_hold(catalog.prices, bigint, bigint);

commit;
