-- Revert florin:catalog/unit_prices_policy from pg

begin;

revoke select on catalog.unit_prices from authenticated;

drop policy everybody_reads_unit_prices_begun on catalog.unit_prices;

commit;
