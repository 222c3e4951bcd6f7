-- Deploy florin:generation/record_results to pg
-- requires: generation/forget_job
-- requires: generation/enqueue_step

begin;

/*
 * Ends the step that put a job's results into Storage: p_results says where they are. Of a deleted
 * job it ends the step that removed them; one that stored them while it was deleted is followed by
 * the other. Again, or without the lease: false, and nothing changes.
 *
 * Locks   generation.jobs row, then the queue's
 */
create function generation.record_results(
  p_account_id uuid,
  p_job_id uuid,
  p_lease uuid,
  p_results jsonb
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
    results = case when deleted_at <= claimed_at then '[]' else p_results end,
    stored_at = coalesce(stored_at, now()),
    lease = null,
    leased_until = null,
    failures = 0,
    problem = null,
    next_at = case when deleted_at > claimed_at then now() end
  where account_id = p_account_id
    and id = p_job_id
    and lease = p_lease
    and status = 'succeeded'
  returning * into v_job;
  if not found then
    return false;
  end if;

  if v_job.next_at is not null then
    perform generation.enqueue_step(p_account_id, p_job_id, v_job.next_at);
  elsif v_job.deleted_at is not null then
    perform generation.drop_job(p_account_id, p_job_id);
  end if;
  return true;
end;
$$;

revoke all on function generation.record_results(uuid, uuid, uuid, jsonb) from public;
grant execute on function generation.record_results(uuid, uuid, uuid, jsonb) to florin_worker;
comment on function generation.record_results is 'Ends the storing of a job''s results.';

commit;
