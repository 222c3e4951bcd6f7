-- Revert florin:catalog/prices_policy from pg

begin;

revoke select (
  id, model_id, effective_at, input, cache_read, cache_write, output, request, web_search
) on catalog.prices from authenticated;

drop policy everybody_reads_prices_begun on catalog.prices;

commit;
