-- Verify florin:catalog/offers on pg

begin;

select
  model_id, api, max_output_tokens, hold_step_tokens, tier, messages_per_day, trial_messages,
  valid_from, valid_until, price_id, input, cache_read, cache_write, output, request,
  web_search, routes
from catalog.offers
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'catalog.offers'::regclass;

rollback;
