-- Deploy florin:access/change_plan to pg
-- requires: access/account_plans
-- requires: catalog/find_plan_version
-- requires: ledger/refresh_account

begin;

/*
 * Puts an account on another plan, now or from its next period on.
 *
 * Raises  FLACC unknown account · FLPLN unknown plan or time
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
  v_version catalog.plan_versions := catalog.find_plan_version(p_plan_id);
  v_plan access.account_plans;
begin
  perform ledger.refresh_account(p_account_id);
  if coalesce(p_when not in ('now', 'next_period'), true) then
    raise exception 'a plan does not change %', p_when using
      errcode = 'FLPLN',
      detail = pg_catalog.json_build_object('plan', p_plan_id, 'when', p_when)::text,
      hint = 'Say now or next_period.';
  end if;

  update access.account_plans
  set
    plan_version_id = case p_when when 'now' then v_version.id else plan_version_id end,
    source = p_source,
    next_plan_id = case p_when when 'next_period' then p_plan_id end
  where account_id = p_account_id
  returning * into strict v_plan;

  return v_plan;
end;
$$;

revoke all on function access.change_plan(uuid, text, text, text) from public;
comment on function access.change_plan is 'Puts an account on another plan.';

commit;
