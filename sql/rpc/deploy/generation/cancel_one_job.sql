-- Deploy florin:generation/cancel_one_job to pg
-- requires: generation/end_job

begin;

/*
 * What no longer is wanted: a job that no provider may have is canceled at once; one that a
 * provider may have is canceled there by its next step, which is now; one that has ended stays as
 * it is.
 *
 * Raises  FLJOB no such job
 * Locks   as generation.end_job
 */
create function generation.cancel_one_job(p_account_id uuid, p_job_id uuid)
returns generation.jobs
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_job generation.jobs;
begin
  perform from ledger.accounts where id = p_account_id for update;
  select * into v_job
  from generation.jobs
  where account_id = p_account_id and id = p_job_id and deleted_at is null
  for update;
  if not found then
    perform generation.refuse_job(p_job_id);
  end if;

  if v_job.finished_at is not null or v_job.cancel_requested_at is not null then
    return v_job;
  end if;
  if v_job.submit_started_at is null then
    select (e.o_job).* into v_job
    from generation.end_job(p_account_id, p_job_id, 'canceled', '[]', null, 'user') as e;
    return v_job;
  end if;

  update generation.jobs
  set
    cancel_requested_at = clock_timestamp(),
    -- Who does a step just now sees to the next one when it is done.
    next_at = case when leased_until > now() or parked_at is not null then next_at else now() end
  where account_id = p_account_id and id = p_job_id
  returning * into strict v_job;
  if v_job.next_at = now() then
    perform generation.enqueue_step(p_account_id, p_job_id, now());
  end if;
  return v_job;
end;
$$;

revoke all on function generation.cancel_one_job(uuid, uuid) from public;
comment on function generation.cancel_one_job is 'Cancels a job, or asks for it.';

commit;
