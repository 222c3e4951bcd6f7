-- Deploy florin:generation/park_job to pg
-- requires: generation/fill_job_slots
-- requires: audit/emit

begin;

/*
 * Sets aside a job whose steps failed twenty times in a row: a dead letter, which an admin replays.
 * Its slot goes to the account's next. What it holds stays held until it ends; it ends by itself a
 * day after its deadline.
 *
 * Locks   nothing: the caller holds the account's row and the job's
 */
create function generation.park_job(p_account_id uuid, p_job_id uuid)
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
    parked_at = now(),
    next_at = null,
    lease = null,
    leased_until = null,
    enqueued_at = case when finished_at is not null then enqueued_at end
  where account_id = p_account_id and id = p_job_id
  returning * into strict v_job;

  perform audit.emit(p_account_id, 'job_parked', jsonb_build_object(
    'job_id', p_job_id, 'user_id', v_job.user_id, 'model', v_job.model_id,
    'status', v_job.status, 'problem', v_job.problem
  ));
  perform generation.fill_job_slots(p_account_id);
end;
$$;

revoke all on function generation.park_job(uuid, uuid) from public;
comment on function generation.park_job is 'Sets aside a job whose steps keep failing.';

commit;
