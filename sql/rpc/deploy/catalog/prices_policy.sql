-- Deploy florin:catalog/prices_policy to pg
-- requires: catalog/prices

begin;

-- What is to come is announced by whoever decides it, not by us.
create policy everybody_reads_prices_begun on catalog.prices
for select to anon, authenticated
using (effective_at <= now());

grant select (
  id, model_id, effective_at, input, cache_read, cache_write, output, request, web_search
) on catalog.prices to anon, authenticated;

commit;
