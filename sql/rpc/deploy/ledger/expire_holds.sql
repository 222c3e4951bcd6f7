-- Deploy florin:ledger/expire_holds to pg
-- requires: ledger/release_hold

begin;

/*
 * Frees lapsed holds of the app's own metered features, at most p_limit of them; generations have
 * their own sweeper, which settles them. Returns how many; call again until it is less than the
 * limit. Several workers may run it at once.
 *
 * Locks   ledger.accounts and ledger.holds rows, skipping locked ones: who waits while holding the
 *         locks of a batch is half of a deadlock
 */
create function ledger.expire_holds(p_limit integer)
returns integer
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_due ledger.holds[];
  v_hold ledger.holds;
begin
  -- All locks before the first change: a cursor would pass over every later hold of an account
  -- that this very run has changed.
  select coalesce(array_agg(d.h), '{}') into v_due
  from (
    select h
    from ledger.holds as h
    join ledger.accounts as a on a.id = h.account_id
    where h.closed_at is null
      and h.expires_at <= now()
    order by h.expires_at
    limit p_limit
    for update of a, h skip locked
  ) as d;

  foreach v_hold in array v_due loop
    perform ledger.release_hold(v_hold.account_id, v_hold.id, 'expired');
  end loop;

  return cardinality(v_due);
end;
$$;

revoke all on function ledger.expire_holds(integer) from public;
grant execute on function ledger.expire_holds(integer) to florin_worker;
comment on function ledger.expire_holds is 'Frees lapsed holds of metered features, in batches.';

commit;
