-- Deploy florin:access/begin_period to pg
-- requires: access/bill_overage
-- requires: access/find_period
-- requires: catalog/find_plan_version
-- requires: ledger/roll_over

begin;

/*
 * Begins an account's next period: bills the overage of the ended one, lets what is left of its
 * included credits go on up to its plan's cap, and grants those of the newest version of the next
 * plan. It is the month from the anchor that contains now, if that has come; months missed in
 * between are not granted. A subscription's periods come with its purchases, see billing.apply.
 *
 * A closed account moves on without credits.
 *
 * Raises  FLACC unknown account · FLPLN the plan has no version in effect
 * Locks   ledger.accounts row, before anything else is read, then access.account_plans row
 */
create function access.begin_period(p_account_id uuid)
returns access.account_plans
language plpgsql
volatile
set search_path = ''
as $$
declare
  -- Also lapses what was left of the ended period.
  v_account ledger.accounts := ledger.refresh_account(p_account_id);
  v_plan access.account_plans;
  v_ended catalog.plan_versions;
  v_version catalog.plan_versions;
  v_next record;
begin
  select * into strict v_plan from access.account_plans where account_id = p_account_id for update;
  if v_plan.source = 'subscription' or v_plan.period_end > now() then
    return v_plan;
  end if;
  v_next := access.find_period(v_plan.anchor, now());

  select * into strict v_ended from catalog.plan_versions where id = v_plan.plan_version_id;
  v_version := catalog.find_plan_version(coalesce(v_plan.next_plan_id, v_ended.plan_id));

  if v_account.status <> 'closed' then
    perform access.bill_overage(
      p_account_id, v_plan, least(v_plan.period_end, v_next.period_start)
    );
    update ledger.accounts
    set overdraft_limit = access.overage_left(
      p_account_id, v_next.period_start, v_version.overage_cap
    )
    where id = p_account_id;
    perform ledger.roll_over(
      p_account_id, v_plan.period_end, v_ended.rollover_cap,
      access.period_ref('rollover', v_next.period_start), v_next.period_end
    );
    if v_version.included > 0 then
      perform ledger.grant_credits(
        p_account_id, 'plan', access.period_ref('period', v_next.period_start),
        v_version.included, p_expires_at => v_next.period_end
      );
    end if;
  end if;

  update access.account_plans
  set
    plan_version_id = v_version.id,
    period = v_next.period,
    period_start = v_next.period_start,
    period_end = v_next.period_end,
    next_plan_id = null
  where account_id = p_account_id
  returning * into strict v_plan;

  return v_plan;
end;
$$;

revoke all on function access.begin_period(uuid) from public;
comment on function access.begin_period is 'Begins an account''s next period.';

commit;
