-- Deploy florin:generation/sweep to pg
-- requires: generation/close

begin;

/*
 * Ends generations whose service went silent, at most p_limit of them: charged by the last
 * recorded progress, or released where there is none. Returns how many; call again until it is
 * less than the limit. Several workers may run it at once.
 *
 * Locks   ledger.accounts and generation.generations rows, skipping locked ones: who waits while
 *         holding the locks of a batch is half of a deadlock
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
  v_due generation.generations[];
  v_generation generation.generations;
begin
  -- All locks before the first change: a cursor would pass over every later generation of an
  -- account that this very run has changed. With its locks, a row's conditions are judged anew: a
  -- heartbeat may just have renewed it.
  select coalesce(array_agg(d.g), '{}') into v_due
  from (
    select g
    from generation.generations as g
    join ledger.accounts as a on a.id = g.account_id
    where g.finished_at is null
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

  return cardinality(v_due);
end;
$$;

revoke all on function generation.sweep(integer) from public;
grant execute on function generation.sweep(integer) to florin_worker;
comment on function generation.sweep is 'Ends generations whose service went silent, in batches.';

commit;
