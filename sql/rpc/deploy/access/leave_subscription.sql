-- Deploy florin:access/leave_subscription to pg
-- requires: access/account_plans
-- requires: access/bill_overage
-- requires: access/overage_left
-- requires: access/find_period
-- requires: access/raise_included
-- requires: catalog/find_plan_version
-- requires: access/members

begin;

/*
 * Puts an account whose subscription ended back on the plan it has by itself, in the month of that
 * which runs: with its credits, unless they were granted already. One that no subscription decides
 * on is left alone.
 *
 * Raises  FLPLN that plan has no version in effect
 * Locks   access.account_plans row; the caller holds the account's row
 */
create function access.leave_subscription(p_account_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_plan access.account_plans;
  v_plan_id text;
  v_version catalog.plan_versions;
  v_period record;
begin
  select * into v_plan from access.account_plans where account_id = p_account_id for update;
  if not found or v_plan.source <> 'subscription' then
    return;
  end if;
  v_plan_id := coalesce(v_plan.own_plan_id, (
    select p.id
    from access.members as m
    join catalog.plans as p
      on p.opens_for = case when m.is_anonymous then 'anonymous' else 'registered' end
    where m.account_id = p_account_id
      and m.is_personal
    limit 1
  ));
  if v_plan_id is null then
    return;
  end if;

  v_version := catalog.find_plan_version(v_plan_id);
  v_period := access.find_period(v_plan.anchor, now());
  perform access.bill_overage(p_account_id, v_plan, least(now(), v_plan.period_end));
  update ledger.accounts
  set overdraft_limit = access.overage_left(
    p_account_id, v_period.period_start, v_version.overage_cap
  )
  where id = p_account_id;

  update access.account_plans
  set
    plan_version_id = v_version.id,
    source = coalesce(own_source, 'default'),
    period = v_period.period,
    period_start = v_period.period_start,
    period_end = v_period.period_end,
    next_plan_id = null,
    own_source = null,
    own_plan_id = null
  where account_id = p_account_id
  returning * into strict v_plan;
  perform access.raise_included(p_account_id, v_plan);
end;
$$;

revoke all on function access.leave_subscription(uuid) from public;
comment on function access.leave_subscription is 'Puts an account back on its own plan.';

commit;
