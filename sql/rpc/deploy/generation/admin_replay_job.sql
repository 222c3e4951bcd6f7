-- Deploy florin:generation/admin_replay_job to pg
-- requires: generation/find_any_job
-- requires: generation/fill_job_slots
-- requires: generation/describe_job
-- requires: audit/begin_action
-- requires: audit/write_log

begin;

/*
 * For admins: takes a parked job up again, from what is recorded, as soon as its account has a
 * slot. One that is not parked stays as it is, and that is not logged. Returns the job, as its user
 * sees it.
 *
 * Raises  FLADM not an admin · FLARG no such job
 * Locks   ledger.accounts row, then generation.jobs rows and the queue's
 */
create function generation.admin_replay_job(p_job_id uuid)
returns json
language plpgsql
volatile
-- Definer: admins have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_job generation.jobs;
  v_found generation.jobs;
begin
  perform audit.begin_action('admin_replay_job');
  v_found := generation.find_any_job(p_job_id);

  perform from ledger.accounts where id = v_found.account_id for update;
  update generation.jobs
  set
    parked_at = null,
    failures = 0,
    next_at = case when finished_at is not null then now() end
  where account_id = v_found.account_id
    and id = p_job_id
    and parked_at is not null
  returning * into v_job;
  if not found then
    return generation.describe_job(v_found);
  end if;

  if v_job.next_at is not null then
    perform generation.enqueue_step(v_job.account_id, p_job_id, now());
  end if;
  perform generation.fill_job_slots(v_job.account_id);
  perform audit.write_log(
    'admin_replay_job', 'generation.jobs ' || v_job.account_id || '/' || v_job.id,
    v_job.account_id,
    jsonb_build_object('parked_at', v_found.parked_at, 'problem', v_found.problem),
    jsonb_build_object('parked_at', null)
  );
  return generation.describe_job(v_job);
end;
$$;

revoke all on function generation.admin_replay_job(uuid) from public;
grant execute on function generation.admin_replay_job(uuid) to authenticated;
comment on function generation.admin_replay_job is 'For admins: takes a parked job up again.';

commit;
