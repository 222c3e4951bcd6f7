-- Verify florin:catalog/offers on pg

begin;

select
  model_id, api, max_output_tokens, hold_step_tokens, tier, messages_per_day, trial_messages,
  routes
from catalog.offers
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'catalog.offers'::regclass;

rollback;
