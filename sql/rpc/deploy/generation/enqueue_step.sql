-- Deploy florin:generation/enqueue_step to pg
-- requires: queue/procrastinate
-- requires: generation/jobs

begin;

/*
 * Puts a job's next step into the queue, for p_at or at once. One step of a job waits at a time: a
 * waiting one that is due no later is left alone, a later one gives way, so that whoever listens
 * is woken. The caller has written jobs.next_at, and holds the job's row.
 *
 * Locks   queue.procrastinate_jobs row
 */
create function generation.enqueue_step(p_account_id uuid, p_job_id uuid, p_at timestamptz)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_lock text := 'job:' || p_job_id;
begin
  if exists (
    select
    from queue.procrastinate_jobs as q
    where q.queueing_lock = v_lock
      and q.status = 'todo'
      and (q.scheduled_at is null or q.scheduled_at <= p_at)
  ) then
    return;
  end if;

  delete from queue.procrastinate_jobs where queueing_lock = v_lock and status = 'todo';
  perform queue.procrastinate_defer_jobs_v1(array[row(
    'jobs', 'jobs.advance', 0, null, v_lock,
    jsonb_build_object('account_id', p_account_id, 'job_id', p_job_id),
    case when p_at > now() then p_at end
  )::queue.procrastinate_job_to_defer_v1]);
end;
$$;

revoke all on function generation.enqueue_step(uuid, uuid, timestamptz) from public;
comment on function generation.enqueue_step is 'Puts a job''s next step into the queue.';

commit;
