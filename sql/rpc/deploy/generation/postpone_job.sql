-- Deploy florin:generation/postpone_job to pg
-- requires: generation/end_job
-- requires: generation/enqueue_step
-- requires: generation/next_step_at

begin;

/*
 * Ends a step that came to nothing, to be done again in p_next_s seconds. With a problem it counts
 * as failed; twenty such in a row park the job (generation.requeue_jobs). p_not_sent takes back
 * the intent to submit: the provider certainly never heard of it, so it may be called again.
 * Without the lease: false, and nothing changes.
 *
 * Locks   ledger.accounts row before the job's, as a canceled job may end here; then the queue's
 */
create function generation.postpone_job(
  p_account_id uuid,
  p_job_id uuid,
  p_lease uuid,
  p_next_s double precision,
  p_problem text,
  p_not_sent boolean default false
)
returns boolean
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_job generation.jobs;
begin
  perform from ledger.accounts where id = p_account_id for update;
  update generation.jobs
  set
    failures = failures + (p_problem is not null)::integer,
    problem = left(p_problem, 500),
    submit_started_at = case
      when p_not_sent and provider_request_id is null then null else submit_started_at end,
    lease = null,
    leased_until = null,
    next_at = generation.next_step_at(
      case when finished_at is null then cancel_requested_at else deleted_at end, claimed_at,
      p_next_s
    )
  where account_id = p_account_id
    and id = p_job_id
    and lease = p_lease
  returning * into v_job;
  if not found then
    return false;
  end if;

  if v_job.cancel_requested_at is not null and v_job.submit_started_at is null
    and v_job.finished_at is null
  then
    perform generation.end_job(p_account_id, p_job_id, 'canceled', '[]', null, 'user');
  else
    perform generation.enqueue_step(p_account_id, p_job_id, v_job.next_at);
  end if;
  return true;
end;
$$;

revoke all on function generation.postpone_job(
  uuid, uuid, uuid, double precision, text, boolean
) from public;
grant execute on function generation.postpone_job(
  uuid, uuid, uuid, double precision, text, boolean
) to florin_worker;
comment on function generation.postpone_job is 'Ends a step that came to nothing.';

commit;
