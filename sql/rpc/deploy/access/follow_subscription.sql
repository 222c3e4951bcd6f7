-- Deploy florin:access/follow_subscription to pg
-- requires: access/account_plans
-- requires: access/bill_overage
-- requires: access/overage_left

begin;

/*
 * Puts an account on the plan and the period that a subscription paid for. Overage until then is
 * billed by the plan before; the plan it had by itself is kept for when the subscription ends, and
 * its months go on being counted from the same anchor. The same again changes nothing. Credits are
 * granted for the purchase, not here.
 *
 * Locks   access.account_plans row; the caller holds the account's row
 */
create function access.follow_subscription(
  p_account_id uuid,
  p_version_id bigint,
  p_start timestamptz,
  p_end timestamptz,
  p_next_plan_id text
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_plan access.account_plans;
begin
  select * into v_plan from access.account_plans where account_id = p_account_id for update;
  if not found or (
    v_plan.source, v_plan.plan_version_id, v_plan.period_start, v_plan.period_end,
    v_plan.next_plan_id
  ) is not distinct from ('subscription', p_version_id, p_start, p_end, p_next_plan_id) then
    return;
  end if;

  if v_plan.source <> 'subscription'
    or v_plan.plan_version_id <> p_version_id
    or v_plan.period_start <> p_start
  then
    perform access.bill_overage(p_account_id, v_plan, least(
      now(), v_plan.period_end,
      case when p_start > v_plan.period_start then p_start else now() end
    ));
    update ledger.accounts as a
    set overdraft_limit = access.overage_left(p_account_id, p_start, v.overage_cap)
    from catalog.plan_versions as v
    where a.id = p_account_id and v.id = p_version_id;
  end if;

  update access.account_plans as p
  set
    plan_version_id = p_version_id,
    source = 'subscription',
    period_start = p_start,
    period_end = p_end,
    next_plan_id = p_next_plan_id,
    own_source = case when p.source = 'subscription' then p.own_source else p.source end,
    own_plan_id = case
      when p.source = 'subscription' then p.own_plan_id
      else coalesce(p.next_plan_id, v.plan_id) end
  from catalog.plan_versions as v
  where p.account_id = p_account_id
    and v.id = p.plan_version_id;
end;
$$;

revoke all on function access.follow_subscription(
  uuid, bigint, timestamptz, timestamptz, text
) from public;
comment on function access.follow_subscription is 'Puts an account on a subscription''s plan.';

commit;
