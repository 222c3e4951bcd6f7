-- Revert florin:generation/jobs_policy from pg

begin;

revoke select (
  account_id, id, user_id, model_id, kind, input, unit, quantity, delivered, resolution, hold,
  charged, status, progress, results, error, version, cancel_requested_at, stored_at, deleted_at,
  created_at, submitted_at, started_at, finished_at
) on generation.jobs from authenticated;

drop policy members_read_their_jobs on generation.jobs;

commit;
