-- Deploy florin:access/slice_overages to pg
-- requires: access/bill_overage
-- requires: access/next_slice
-- requires: access/overage_left
-- requires: ledger/refresh_account

begin;

/*
 * Bills the overage so far of accounts whose time has come (access.next_slice), at most p_limit of
 * them: a slice each where there is any. How far they may still go below zero does not change.
 * Returns how many it looked at; call again until it is less than the limit. Several workers may
 * run it at once.
 *
 * Locks   ledger.accounts and access.account_plans rows, skipping locked ones: who waits while
 *         holding the locks of a batch is half of a deadlock
 */
create function access.slice_overages(p_limit integer)
returns integer
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_due uuid[];
  v_account ledger.accounts;
  v_plan access.account_plans;
begin
  select coalesce(array_agg(d.account_id), '{}') into v_due
  from (
    select p.account_id
    from access.account_plans as p
    join ledger.accounts as a on a.id = p.account_id
    where p.slice_at <= now()
    order by p.slice_at
    limit p_limit
    for update of a, p skip locked
  ) as d;

  for v_plan in select * from access.account_plans where account_id = any(v_due) loop
    v_account := ledger.refresh_account(v_plan.account_id);
    if v_account.debt > 0 and v_account.status <> 'closed' then
      perform access.bill_overage(
        v_plan.account_id, v_plan, least(now(), v_plan.period_end)
      );
      update ledger.accounts as a
      set overdraft_limit = access.overage_left(
        v_plan.account_id, v_plan.period_start, v.overage_cap
      )
      from catalog.plan_versions as v
      where a.id = v_plan.account_id
        and v.id = v_plan.plan_version_id;
    end if;
    update access.account_plans
    set slice_at = access.next_slice(period_end, now())
    where account_id = v_plan.account_id;
  end loop;

  return cardinality(v_due);
end;
$$;

revoke all on function access.slice_overages(integer) from public;
grant execute on function access.slice_overages(integer) to florin_worker;
comment on function access.slice_overages is 'Bills overage so far, in batches.';

commit;
