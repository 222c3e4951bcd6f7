-- Deploy florin:generation/insert_job to pg
-- requires: generation/jobs
-- requires: generation/job_quote
-- requires: generation/enqueue_step
-- requires: generation/limit_jobs
-- requires: generation/find_plan

begin;

/*
 * Writes an authorised job, into one of its account's slots and the queue where one is free, else
 * to wait for one: a day at most.
 *
 * Raises  FLLIM too many open jobs
 * Locks   nothing: the caller holds the account's row
 */
create function generation.insert_job(
  p_account_id uuid,
  p_user_id uuid,
  p_job_id uuid,
  p_input jsonb,
  p_model_id text,
  p_quote generation.job_quote
)
returns generation.jobs
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_plan catalog.plan_versions := generation.find_plan(p_account_id, p_user_id);
  v_has_slot boolean := generation.limit_jobs(
    p_account_id, v_plan.max_running_jobs, v_plan.max_open_jobs
  );
  v_job generation.jobs;
begin
  insert into generation.jobs (
    account_id, id, user_id, model_id, kind, provider_id, provider_model, input, unit, quantity,
    resolution, rate, hold, timeout_s, deadline_at, enqueued_at, next_at
  )
  values (
    p_account_id, p_job_id, p_user_id, p_model_id, p_quote.kind, p_quote.provider_id,
    p_quote.provider_model, p_input, p_quote.unit, p_quote.quantity, p_quote.resolution,
    p_quote.rate, p_quote.charge, p_quote.timeout_s,
    now() + case
      when v_has_slot then make_interval(secs => p_quote.timeout_s) else interval '24 hours' end,
    case when v_has_slot then now() end, case when v_has_slot then now() end
  )
  returning * into strict v_job;
  if v_has_slot then
    perform generation.enqueue_step(p_account_id, p_job_id, now());
  end if;

  return v_job;
end;
$$;

revoke all on function generation.insert_job(
  uuid, uuid, uuid, jsonb, text, generation.job_quote
) from public;
comment on function generation.insert_job is 'Writes an authorised job.';

commit;
