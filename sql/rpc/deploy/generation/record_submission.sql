-- Deploy florin:generation/record_submission to pg
-- requires: generation/enqueue_step
-- requires: generation/next_step_at

begin;

/*
 * Records the provider's number of a job, and when to ask for it first. A number is a fact: it is
 * kept even where the lease has run out or the job has ended meanwhile. True where the job is
 * known by this number and still open; false where another job has it.
 *
 * Locks   generation.jobs row, then the queue's
 */
create function generation.record_submission(
  p_account_id uuid,
  p_job_id uuid,
  p_lease uuid,
  p_provider_request_id text,
  p_next_s double precision
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
  update generation.jobs
  set
    provider_request_id = p_provider_request_id,
    submit_started_at = coalesce(submit_started_at, clock_timestamp()),
    answered_at = clock_timestamp(),
    status = case status when 'queued' then 'submitted' else status end,
    submitted_at = coalesce(submitted_at, now()),
    failures = 0,
    problem = null,
    lease = case when lease <> p_lease then lease end,
    leased_until = case when lease <> p_lease then leased_until end,
    next_at = case
      -- What another worker does with it, or what comes after its end, is not ours to plan.
      when lease <> p_lease or finished_at is not null or parked_at is not null then next_at
      else generation.next_step_at(cancel_requested_at, claimed_at, p_next_s)
    end
  where account_id = p_account_id
    and id = p_job_id
    and coalesce(provider_request_id, p_provider_request_id) = p_provider_request_id
    -- Who looks for a lost submission may find another job's that asked for the same.
    and not exists (
      select
      from generation.jobs as o
      where o.provider_request_id = p_provider_request_id
        and o.provider_id = jobs.provider_id
        and (o.account_id, o.id) <> (jobs.account_id, jobs.id)
    )
  returning * into v_job;
  if not found or v_job.finished_at is not null then
    return false;
  end if;

  if v_job.lease is null and v_job.next_at is not null then
    perform generation.enqueue_step(p_account_id, p_job_id, v_job.next_at);
  end if;
  return true;
end;
$$;

revoke all on function generation.record_submission(uuid, uuid, uuid, text, double precision)
from public;
grant execute on function generation.record_submission(uuid, uuid, uuid, text, double precision)
to florin_worker;
comment on function generation.record_submission is 'Records the provider''s number of a job.';

commit;
