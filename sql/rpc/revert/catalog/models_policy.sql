-- Revert florin:catalog/models_policy from pg

begin;

revoke select (
  id, display_name, description, kind, tier, enabled, is_default, sort_order, metadata,
  messages_per_day, trial_messages, max_output_tokens, job_options, created_at
) on catalog.models from authenticated;

drop policy everybody_reads_enabled_models on catalog.models;

commit;
