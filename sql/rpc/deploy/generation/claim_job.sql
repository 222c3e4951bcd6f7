-- Deploy florin:generation/claim_job to pg
-- requires: generation/jobs
-- requires: access/refuse_argument

begin;

/*
 * Takes a job for one step, if one is due and nobody else does it: a lease of p_lease_s seconds, in
 * which the worker acts and records. Null: nothing to do. Whoever lets a lease run out has
 * failed at the step, and the next one goes on from what is recorded.
 *
 * Due are open jobs, those whose results are not stored, and deleted ones whose results are.
 *
 * Raises  FLARG a lease out of bounds
 * Locks   generation.jobs row
 */
create function generation.claim_job(
  p_account_id uuid,
  p_job_id uuid,
  p_worker text,
  p_lease_s integer
)
returns json
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_job generation.jobs;
begin
  if p_lease_s is null or p_lease_s not between 1 and 3600 then
    perform access.refuse_argument('lease_s', '1 to 3600');
  end if;

  update generation.jobs
  set
    failures = failures + (lease is not null)::integer,
    problem = case when lease is not null then 'the worker was lost' else problem end,
    lease = pg_catalog.gen_random_uuid(),
    leased_until = clock_timestamp() + make_interval(secs => p_lease_s),
    next_at = clock_timestamp() + make_interval(secs => p_lease_s),
    leased_by = left(p_worker, 200),
    claimed_at = clock_timestamp()
  where account_id = p_account_id
    and id = p_job_id
    and next_at <= clock_timestamp()
    and (leased_until is null or leased_until <= clock_timestamp())
    -- More than these are parked, see generation.requeue_jobs.
    and failures < 20
  returning * into v_job;
  if not found then
    return null;
  end if;

  return json_build_object(
    'account_id', v_job.account_id, 'id', v_job.id, 'lease', v_job.lease,
    'status', v_job.status, 'kind', v_job.kind, 'provider', v_job.provider_id,
    'upstream_model', v_job.provider_model, 'input', v_job.input, 'unit', v_job.unit,
    'quantity', v_job.quantity, 'resolution', v_job.resolution,
    'submit_started_at', v_job.submit_started_at,
    'provider_request_id', v_job.provider_request_id,
    'cancel_requested', v_job.cancel_requested_at is not null, 'results', v_job.results,
    'stored', v_job.stored_at is not null, 'failures', v_job.failures,
    'is_overdue', v_job.finished_at is null and v_job.deadline_at <= now(),
    'deleted', v_job.deleted_at is not null
  );
end;
$$;

revoke all on function generation.claim_job(uuid, uuid, text, integer) from public;
grant execute on function generation.claim_job(uuid, uuid, text, integer) to florin_worker;
comment on function generation.claim_job is 'Takes a job for one step.';

commit;
