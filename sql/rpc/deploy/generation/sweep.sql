-- Deploy florin:generation/sweep to pg
-- requires: generation/close
-- requires: generation/sweep_progress

begin;

/*
 * Ends generations whose service went silent, at most p_limit of them: charged by the last
 * recorded progress, or released where there is none. Returns how many; call again until it is
 * less than the limit. One worker at a time; to another there is nothing to do.
 *
 * An index of open ones would have to be written when they end. Instead, every hold is looked at
 * once when it has run out, by the index of ages: ten minutes are looked at again for what was
 * locked or committed late, and two days once a day for what a clock set back has hidden.
 *
 * Locks   generation.sweep_progress; ledger.accounts and generation.generations rows, skipping
 *         locked ones: who waits while holding the locks of a batch is half of a deadlock
 */
create function generation.sweep(p_limit integer)
returns integer
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_looks_back boolean;
  v_from timestamptz;
  v_due generation.generations[];
  v_generation generation.generations;
begin
  select p.looked_back_at < now() - interval '1 day', p.swept_until - interval '10 minutes'
  into v_looks_back, v_from
  from generation.sweep_progress as p
  for update skip locked;
  if not found then
    return 0;
  end if;
  if v_looks_back then
    v_from := least(v_from, now() - interval '2 days');
  end if;

  -- All locks before the first change: a cursor would pass over every later generation of an
  -- account that this very run has changed. With its locks, a row's conditions are judged anew: a
  -- heartbeat may just have renewed it.
  select coalesce(array_agg(d.g), '{}') into v_due
  from (
    select g
    from generation.generations as g
    join ledger.accounts as a on a.id = g.account_id
    where g.finished_at is null
      and g.hold_expires_at > v_from
      and g.hold_expires_at <= now()
    order by g.hold_expires_at
    limit p_limit
    for update of a, g skip locked
  ) as d;

  foreach v_generation in array v_due loop
    perform generation.close(
      v_generation.account_id, v_generation.id, 'expired', v_generation.progress, 'estimated', null,
      jsonb_build_object('code', 'service_died'), true, null
    );
  end loop;

  if cardinality(v_due) < p_limit then
    update generation.sweep_progress
    set
      swept_until = now(),
      looked_back_at = case when v_looks_back then now() else looked_back_at end;
  end if;

  return cardinality(v_due);
end;
$$;

revoke all on function generation.sweep(integer) from public;
grant execute on function generation.sweep(integer) to florin_worker;
comment on function generation.sweep is 'Ends generations whose service went silent, in batches.';

commit;
