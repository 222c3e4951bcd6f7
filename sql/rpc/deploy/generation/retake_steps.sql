-- Deploy florin:generation/retake_steps to pg
-- requires: queue/procrastinate

begin;

/*
 * Gives the steps of workers that went silent back to the queue, at most p_limit of them; how many
 * it did. A worker tells that it lives every ten seconds; one that has not for thirty is dead, or
 * so slow that the leases of its jobs decide. Several workers may run it at once.
 *
 * Locks   queue.procrastinate_jobs rows, skipping locked ones
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
    select q.id, q.queueing_lock
    from queue.procrastinate_jobs as q
    left join queue.procrastinate_workers as w on w.id = q.worker_id
    where q.status = 'doing'
      and (w.id is null or w.last_heartbeat < now() - interval '30 seconds')
    order by q.id
    limit p_limit
    for update of q skip locked
  loop
    v_done := v_done + 1;
    -- What it had to do was recorded, and the next step waits already.
    if exists (
      select
      from queue.procrastinate_jobs as n
      where n.queueing_lock = v_step.queueing_lock
        and n.status = 'todo'
    ) then
      perform queue.procrastinate_finish_job_v1(v_step.id, 'failed', true);
    else
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
