-- Deploy florin:access/renew_periods to pg
-- requires: access/begin_period

begin;

/*
 * Begins the next period of accounts whose period has ended, at most p_limit of them; not those
 * of subscriptions, which a store begins. Returns how many; call again until it is less than the
 * limit. Several workers may run it at once.
 *
 * Locks   ledger.accounts and access.account_plans rows, skipping locked ones: who waits while
 *         holding the locks of a batch is half of a deadlock
 */
create function access.renew_periods(p_limit integer)
returns integer
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_due uuid[];
  v_account_id uuid;
begin
  select coalesce(array_agg(d.account_id), '{}') into v_due
  from (
    select p.account_id
    from access.account_plans as p
    join ledger.accounts as a on a.id = p.account_id
    where p.source <> 'subscription'
      and p.period_end <= now()
    order by p.period_end
    limit p_limit
    for update of a, p skip locked
  ) as d;

  foreach v_account_id in array v_due loop
    perform access.begin_period(v_account_id);
  end loop;

  return cardinality(v_due);
end;
$$;

revoke all on function access.renew_periods(integer) from public;
grant execute on function access.renew_periods(integer) to florin_worker;
comment on function access.renew_periods is 'Begins the next period of accounts, in batches.';

commit;
