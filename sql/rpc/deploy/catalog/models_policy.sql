-- Deploy florin:catalog/models_policy to pg
-- requires: catalog/models

begin;

create policy everybody_reads_enabled_models on catalog.models
for select to anon, authenticated
using (enabled);

-- What an app shows. How much a stream holds at a time and how long a job may take are ours.
grant select (
  id, display_name, description, kind, tier, enabled, is_default, sort_order, metadata,
  messages_per_day, trial_messages, max_output_tokens, job_options, created_at
) on catalog.models to anon, authenticated;

commit;
