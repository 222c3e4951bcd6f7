-- Deploy florin:access/bill_overage to pg
-- requires: access/account_plans
-- requires: access/measure_overage
-- requires: access/overage_left
-- requires: access/period_ref
-- requires: billing/queue_report
-- requires: ledger/post_entry

begin;

/*
 * Writes down what an account used beyond its credits, in its current period until p_until, where
 * its plan bills that: it is off the account's debt from then on, and is billed through a store.
 * At most the plan's cap; what else is owed stays debt. Any number of slices of a period, for each
 * takes up where the one before it ended.
 *
 * Locks   nothing: the caller holds the account's row
 */
create function access.bill_overage(
  p_account_id uuid,
  p_plan access.account_plans,
  p_until timestamptz
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  -- Work until now is what came until the caller had its lock.
  v_until timestamptz := case
    when p_until >= now() then least(clock_timestamp(), p_plan.period_end)
    else p_until
  end;
  v_ref text := access.period_ref('overage', p_plan.period_start);
  v_debt bigint;
  v_version catalog.plan_versions;
  v_amount bigint;
  v_account ledger.accounts;
  v_overage access.overages;
begin
  select debt into strict v_debt from ledger.accounts where id = p_account_id;
  select * into strict v_version from catalog.plan_versions where id = p_plan.plan_version_id;
  if v_debt = 0 or v_version.overage_policy <> 'bill' then
    return;
  end if;

  v_amount := least(
    access.measure_overage(p_account_id, v_debt, p_plan.period_start, v_until, v_ref),
    access.overage_left(p_account_id, p_plan.period_start, v_version.overage_cap)
  );
  if v_amount = 0 then
    return;
  end if;

  v_account := ledger.post_entry(
    p_account_id, v_amount, 'adjust', 'debt', v_ref, -v_amount
  );
  insert into access.overages (
    account_id, entry_version, plan_version_id, period_start, until, amount, rate
  )
  values (
    p_account_id, v_account.version, v_version.id, p_plan.period_start, v_until, v_amount,
    v_version.overage_rate
  )
  returning * into strict v_overage;
  perform billing.queue_report(v_overage);
end;
$$;

revoke all on function access.bill_overage(uuid, access.account_plans, timestamptz) from public;
comment on function access.bill_overage is 'Moves overage from an account''s debt to its bill.';

commit;
