-- Deploy florin:generation/retake_steps to pg
-- requires: queue/procrastinate
-- requires: generation/jobs

begin;

/*
 * Gives the steps of workers that went silent back to the queue, at most p_limit of them, and ends
 * the leases they had; how many it did. A worker tells that it lives every ten seconds; one that
 * has not for thirty is dead. If it only seemed so, nothing is done twice: a submission that it may
 * have begun is asked for, not repeated. Several workers may run it at once.
 *
 * Locks   queue.procrastinate_jobs rows that are at work, skipping locked ones; then
 *         generation.jobs rows
 */
create function generation.retake_steps(p_limit integer)
returns integer
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_step record;
  v_done integer := 0;
begin
  for v_step in
    select
      q.id, q.queueing_lock, (q.args ->> 'account_id')::uuid as account_id,
      (q.args ->> 'job_id')::uuid as job_id
    from queue.procrastinate_jobs as q
    left join queue.procrastinate_workers as w on w.id = q.worker_id
    where q.status = 'doing'
      and q.task_name = 'jobs.advance'
      and (w.id is null or w.last_heartbeat < now() - interval '30 seconds')
    order by q.id
    limit p_limit
    for update of q skip locked
  loop
    v_done := v_done + 1;
    -- Whoever enqueues a step holds the job's row: from here on none comes to be.
    perform
    from generation.jobs
    where account_id = v_step.account_id and id = v_step.job_id
    for update;
    -- What it had to do was recorded or is being done by another, and this is a left-over.
    if exists (
      select
      from queue.procrastinate_jobs as n
      where n.queueing_lock = v_step.queueing_lock
        and n.status in ('todo', 'doing')
        and n.id <> v_step.id
    ) then
      perform queue.procrastinate_finish_job_v1(v_step.id, 'failed', true);
    else
      update generation.jobs
      set leased_until = clock_timestamp(), next_at = clock_timestamp()
      where account_id = v_step.account_id and id = v_step.job_id and leased_until > now();
      perform queue.procrastinate_retry_job_v2(v_step.id, now(), null, null, null);
    end if;
  end loop;

  return v_done;
end;
$$;

revoke all on function generation.retake_steps(integer) from public;
grant execute on function generation.retake_steps(integer) to florin_worker;
comment on function generation.retake_steps is 'Gives the steps of dead workers back to the queue.';

commit;
