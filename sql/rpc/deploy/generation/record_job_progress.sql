-- Deploy florin:generation/record_job_progress to pg
-- requires: generation/enqueue_step
-- requires: generation/next_step_at
-- requires: access/refuse_argument

begin;

/*
 * Records that the provider has no verdict yet: submitted or running, and how far. Neither goes
 * back. p_next_s, of whoever did the step, ends it and says when to ask again; null, of a webhook,
 * leaves both as they are. False: the job has ended, or was never submitted.
 *
 * Raises  FLARG another status
 * Locks   generation.jobs row, then the queue's
 */
create function generation.record_job_progress(
  p_account_id uuid,
  p_job_id uuid,
  p_status text,
  p_progress integer,
  p_next_s double precision
)
returns boolean
language plpgsql
volatile
-- Definer: service and workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_job generation.jobs;
begin
  if p_status is null or p_status not in ('submitted', 'running') then
    perform access.refuse_argument('status', 'submitted or running');
  end if;

  update generation.jobs
  set
    status = greatest(status, p_status::generation.job_status),
    progress = greatest(
      progress, case when p_progress is not null then least(greatest(p_progress, 0), 100) end
    ),
    submitted_at = coalesce(submitted_at, now()),
    started_at = case when p_status = 'running' then coalesce(started_at, now())
      else started_at end,
    answered_at = clock_timestamp(),
    failures = 0,
    problem = null,
    lease = case when p_next_s is null then lease end,
    leased_until = case when p_next_s is null then leased_until end,
    next_at = case
      when p_next_s is null or parked_at is not null then next_at
      else generation.next_step_at(cancel_requested_at, claimed_at, p_next_s)
    end
  where account_id = p_account_id
    and id = p_job_id
    and finished_at is null
    and submit_started_at is not null
  returning * into v_job;
  if not found then
    return false;
  end if;

  if p_next_s is not null and v_job.next_at is not null then
    perform generation.enqueue_step(p_account_id, p_job_id, v_job.next_at);
  end if;
  return true;
end;
$$;

revoke all on function generation.record_job_progress(
  uuid, uuid, text, integer, double precision
) from public;
grant execute on function generation.record_job_progress(
  uuid, uuid, text, integer, double precision
) to florin_service;
grant execute on function generation.record_job_progress(
  uuid, uuid, text, integer, double precision
) to florin_worker;
comment on function generation.record_job_progress is 'Records how far the provider is.';

commit;
