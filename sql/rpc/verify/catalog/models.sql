-- Verify florin:catalog/models on pg

begin;

select
  id, display_name, description, kind, tier, enabled, is_default, sort_order, metadata,
  messages_per_day, trial_messages, max_output_tokens, hold_step_tokens, job_timeout_s,
  job_options, created_at
from catalog.models
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'catalog.models'::regclass;

rollback;
