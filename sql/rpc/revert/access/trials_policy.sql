-- Revert florin:access/trials_policy from pg

begin;

revoke select (
  account_id, model_id, used, started_at, last_used_at
) on access.trials from authenticated;

drop policy members_read_their_trials on access.trials;

commit;
