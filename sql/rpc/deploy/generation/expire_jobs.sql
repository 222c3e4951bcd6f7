-- Deploy florin:generation/expire_jobs to pg
-- requires: generation/end_job

begin;

/*
 * Ends jobs by time, at most p_limit of them, and releases what they hold: those that no provider
 * was called for by their deadline, and those of which nothing was heard for a day after it.
 * Whatever else a provider may have is overdue, and waits for its verdict. Returns how many; call
 * again until it is less than the limit. Several workers may run it at once.
 *
 * Locks   ledger.accounts and generation.jobs rows, skipping locked ones
 */
create function generation.expire_jobs(p_limit integer)
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
  -- All locks before the first change, as in generation.sweep.
  select coalesce(array_agg(d.j), '{}') into v_due
  from (
    select j
    from generation.jobs as j
    join ledger.accounts as a on a.id = j.account_id
    where j.finished_at is null
      and j.deadline_at <= now()
      -- As its index says.
      and j.deadline_at < 'infinity'
      and (
        j.submit_started_at is null
        or greatest(j.deadline_at, j.answered_at) <= now() - interval '24 hours'
      )
    order by j.deadline_at
    limit p_limit
    for update of a, j skip locked
  ) as d;

  foreach v_job in array v_due loop
    perform generation.end_job(
      v_job.account_id, v_job.id, 'expired', '[]', jsonb_build_object(
        'code', case when v_job.submit_started_at is null then 'not_started' else 'no_answer' end,
        'message', case when v_job.submit_started_at is null
          then 'It was not begun in time.' else 'The provider never answered.' end
      ), 'sweeper'
    );
  end loop;

  return cardinality(v_due);
end;
$$;

revoke all on function generation.expire_jobs(integer) from public;
grant execute on function generation.expire_jobs(integer) to florin_worker;
comment on function generation.expire_jobs is 'Ends jobs by time, in batches.';

commit;
