-- Deploy florin:catalog/unit_prices_policy to pg
-- requires: catalog/unit_prices
-- requires: catalog/prices_policy

begin;

-- Of the price versions that they may read.
create policy everybody_reads_unit_prices_begun on catalog.unit_prices
for select to anon, authenticated
using (price_id in (select p.id from catalog.prices as p));

grant select on catalog.unit_prices to anon, authenticated;

commit;
