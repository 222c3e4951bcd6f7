-- Deploy florin:access/change_plan to pg
-- requires: access/begin_period
-- requires: access/raise_included

begin;

/*
 * Puts an account on another plan, now or from its next period on. Now: limits change at once,
 * what the new plan includes beyond the old is granted until the period's end, overage until now
 * is billed by the old, and nothing is taken away before the period ends. The same plan again only
 * forgets a change that was to come. p_source decides from now on, whenever the plan changes.
 *
 * While a subscription entitles, that decides: billing.apply puts it back, and keeps what was set
 * here for when the subscription ends.
 *
 * Raises  FLACC unknown or closed account · FLPLN unknown plan or time
 * Locks   ledger.accounts row, before anything else is read, then access.account_plans row
 */
create function access.change_plan(
  p_account_id uuid,
  p_plan_id text,
  p_source text,
  p_when text
)
returns access.account_plans
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_account ledger.accounts := ledger.refresh_account(p_account_id);
  v_version catalog.plan_versions := catalog.find_plan_version(p_plan_id);
  v_plan access.account_plans;
  v_is_other boolean;
begin
  if v_account.status = 'closed' then
    perform ledger.refuse_account(p_account_id, 'closed');
  end if;
  if coalesce(p_when not in ('now', 'next_period'), true) then
    raise exception 'a plan does not change %', p_when using
      errcode = 'FLPLN',
      detail = pg_catalog.json_build_object('plan', p_plan_id, 'when', p_when)::text,
      hint = 'Say now or next_period.';
  end if;

  v_plan := access.begin_period(p_account_id);
  select v.plan_id <> p_plan_id into strict v_is_other
  from catalog.plan_versions as v
  where v.id = v_plan.plan_version_id;

  if v_is_other and p_when = 'now' then
    perform access.bill_overage(p_account_id, v_plan, now());
    update ledger.accounts
    set overdraft_limit = access.overage_left(
      p_account_id, v_plan.period_start, v_version.overage_cap
    )
    where id = p_account_id;
    v_plan.plan_version_id := v_version.id;
    perform access.raise_included(p_account_id, v_plan);
  end if;

  update access.account_plans
  set
    plan_version_id = v_plan.plan_version_id,
    source = p_source,
    own_source = null,
    own_plan_id = null,
    next_plan_id = case when v_is_other and p_when = 'next_period' then p_plan_id end
  where account_id = p_account_id
  returning * into strict v_plan;

  return v_plan;
end;
$$;

revoke all on function access.change_plan(uuid, text, text, text) from public;
comment on function access.change_plan is 'Puts an account on another plan.';

commit;
