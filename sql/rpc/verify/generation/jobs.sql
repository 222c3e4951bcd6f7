-- Verify florin:generation/jobs on pg

begin;

select
  account_id, id, user_id, model_id, kind, provider_id, provider_model, input, unit, quantity,
  resolution, rate, hold, delivered, charged, status, progress, results, error, version,
  timeout_s, deadline_at, enqueued_at, next_at, lease, leased_until, leased_by, claimed_at,
  failures, problem, parked_at, submit_started_at, provider_request_id, answered_at,
  cancel_requested_at, verdict_source, contradiction, stored_at, deleted_at, created_at,
  submitted_at, started_at, finished_at
from generation.jobs
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'generation.jobs'::regclass;

rollback;
