-- Deploy florin:generation/end_job to pg
-- requires: generation/jobs
-- requires: generation/close
-- requires: generation/fill_job_slots
-- requires: generation/refuse_job
-- requires: audit/emit

begin;

/*
 * Ends a job, once: charges its hold where it succeeded, less what was not delivered; releases it
 * otherwise; and gives its slot to the account's next. The first verdict wins; a later one that is
 * another is kept for admins and moves no money. What succeeded has a next step where a result is
 * not in Storage yet.
 *
 * Raises  FLJOB no such job
 * Locks   ledger.accounts row before the job's: others end with it, and take the next one's
 */
create function generation.end_job(
  p_account_id uuid, p_job_id uuid, p_outcome generation.job_status, p_results jsonb,
  p_error jsonb, p_source text, p_delivered integer default 0, out o_won boolean,
  out o_job generation.jobs
)
returns record
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_done boolean := p_outcome = 'succeeded';
  v_unstored constant jsonpath := '$[*] ? (!exists(@.path ? (@ != null)))'::jsonpath;
  v_charged bigint;
begin
  perform from ledger.accounts where id = p_account_id for update;
  select * into o_job
  from generation.jobs
  where account_id = p_account_id and id = p_job_id
  for update;
  if not found then
    perform generation.refuse_job(p_job_id);
  end if;

  o_won := o_job.finished_at is null;
  if not o_won then
    if o_job.status <> p_outcome and o_job.contradiction is null then
      update generation.jobs
      set contradiction = jsonb_build_object(
        'outcome', p_outcome, 'results', p_results, 'error', p_error, 'source', p_source,
        'at', now()
      )
      where account_id = p_account_id and id = p_job_id;
    end if;
    return;
  end if;

  select (c.o_settled).charged into v_charged
  from generation.close(
    p_account_id, p_job_id, (case p_outcome
      when 'succeeded' then 'completed' when 'failed' then 'provider_failed'
      else p_outcome::text end)::generation.generation_status,
    case when v_done then jsonb_build_array('{}'::jsonb) end, 'provider', null, p_error, false,
    null,
    case when v_done then o_job.hold - (o_job.quantity - p_delivered) * o_job.rate else 0 end, 0
  ) as c;

  update generation.jobs
  set
    status = p_outcome, results = p_results, error = p_error, charged = v_charged,
    delivered = p_delivered,
    progress = case when v_done then 100 else progress end,
    verdict_source = p_source, finished_at = now(), lease = null, leased_until = null,
    failures = 0, problem = null, parked_at = null,
    next_at = case when v_done and p_results @? v_unstored then now() end,
    stored_at = case when v_done and not p_results @? v_unstored then now() end
  where account_id = p_account_id and id = p_job_id
  returning * into strict o_job;
  if o_job.next_at is not null then
    perform generation.enqueue_step(p_account_id, p_job_id, now());
  end if;
  perform generation.fill_job_slots(p_account_id);
  perform audit.emit(p_account_id, 'job_finished', jsonb_build_object(
    'job_id', p_job_id, 'user_id', o_job.user_id, 'model', o_job.model_id, 'status', p_outcome,
    'unit', o_job.unit, 'quantity', o_job.quantity, 'delivered', p_delivered,
    'charged', v_charged
  ));
end;
$$;

revoke all on function generation.end_job(
  uuid, uuid, generation.job_status, jsonb, jsonb, text, integer
) from public;
comment on function generation.end_job is 'Ends a job, once.';

commit;
