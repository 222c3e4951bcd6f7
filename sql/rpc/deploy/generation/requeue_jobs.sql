-- Deploy florin:generation/requeue_jobs to pg
-- requires: generation/enqueue_step
-- requires: generation/park_job

begin;

/*
 * Sees to steps that are due for ten seconds and that nobody does, at most p_limit of them: back
 * into the queue where they are not (a worker was killed, or a queue was lost), and set aside where
 * too many failed. Returns how many; call again until it is less than the limit. Several workers
 * may run it at once.
 *
 * Locks   ledger.accounts and generation.jobs rows, skipping locked ones, then the queue's
 */
create function generation.requeue_jobs(p_limit integer)
returns integer
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_due generation.jobs[];
  v_job generation.jobs;
begin
  select coalesce(array_agg(d.j), '{}') into v_due
  from (
    select j
    from generation.jobs as j
    join ledger.accounts as a on a.id = j.account_id
    where j.next_at <= now() - interval '10 seconds'
      and (
        j.failures >= 20
        or not exists (
          select
          from queue.procrastinate_jobs as q
          where q.queueing_lock = 'job:' || j.id and q.status = 'todo'
        )
      )
    order by j.next_at
    limit p_limit
    for update of a, j skip locked
  ) as d;

  foreach v_job in array v_due loop
    if v_job.failures >= 20 then
      perform generation.park_job(v_job.account_id, v_job.id);
    else
      perform generation.enqueue_step(v_job.account_id, v_job.id, now());
    end if;
  end loop;

  return cardinality(v_due);
end;
$$;

revoke all on function generation.requeue_jobs(integer) from public;
grant execute on function generation.requeue_jobs(integer) to florin_worker;
comment on function generation.requeue_jobs is 'Sees to steps that nobody does, in batches.';

commit;
