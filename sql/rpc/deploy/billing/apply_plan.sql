-- Deploy florin:billing/apply_plan to pg
-- requires: billing/find_subscription
-- requires: access/follow_subscription
-- requires: access/leave_subscription

begin;

/*
 * Puts the account on the plan of its best subscription; without one, on the plan it has by itself.
 *
 * Locks   access.account_plans row; the caller holds the account's row
 */
create function billing.apply_plan(p_account_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_subscription record;
begin
  select * into v_subscription from billing.find_subscription(p_account_id);
  if found then
    perform access.follow_subscription(
      p_account_id, v_subscription.version_id, v_subscription.period_start,
      v_subscription.period_end, v_subscription.next_plan_id
    );
  else
    perform access.leave_subscription(p_account_id);
  end if;
end;
$$;

revoke all on function billing.apply_plan(uuid) from public;
comment on function billing.apply_plan is 'Puts an account on its best subscription''s plan.';

commit;
