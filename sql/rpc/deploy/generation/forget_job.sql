-- Deploy florin:generation/forget_job to pg
-- requires: generation/jobs
-- requires: generation/drop_job
-- requires: generation/enqueue_step

begin;

/*
 * Forgets what a job that has ended was asked and what it made: hidden from now on, its input gone;
 * what is in Storage goes with its next step, which is now, and what names it with that. The rest
 * of the row goes with its generation, after 90 days.
 *
 * Locks   nothing: the caller holds the job's row
 */
create function generation.forget_job(p_account_id uuid, p_job_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_job generation.jobs;
begin
  update generation.jobs
  set
    -- By the clock: a step that was taken after now() may have begun before this.
    deleted_at = clock_timestamp(),
    input = '{}',
    results = case when status = 'succeeded' then results else '[]' end,
    error = case when error is not null then jsonb_build_object('code', error -> 'code') end,
    contradiction = case when contradiction is not null
      then contradiction - array['results', 'error'] end,
    problem = null, parked_at = null, failures = 0,
    next_at = case
      when status <> 'succeeded' then null
      when leased_until > now() then next_at
      else now()
    end
  where account_id = p_account_id and id = p_job_id
  returning * into strict v_job;

  if v_job.next_at = now() then
    perform generation.enqueue_step(p_account_id, p_job_id, now());
  elsif v_job.next_at is null then
    perform generation.drop_job(p_account_id, p_job_id);
  end if;
end;
$$;

revoke all on function generation.forget_job(uuid, uuid) from public;
comment on function generation.forget_job is 'Forgets what a job was asked and what it made.';

commit;
