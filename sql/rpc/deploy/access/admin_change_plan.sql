-- Deploy florin:access/admin_change_plan to pg
-- requires: access/change_plan
-- requires: access/find_user_account
-- requires: audit/begin_action
-- requires: audit/log_change

begin;

/*
 * For admins: puts a user's account on another plan, now or from its next period on.
 *
 * Raises  FLADM not an admin · FLARG no such user · FLACC · FLPLN as access.change_plan
 * Locks   as access.change_plan
 */
create function access.admin_change_plan(p_user text, p_plan_id text, p_when text)
returns access.account_plans
language plpgsql
volatile
-- Definer: admins have no right on any table.
security definer
set search_path = ''
as $$
begin
  perform audit.begin_action('admin_change_plan');

  return access.change_plan(access.find_user_account(p_user), p_plan_id, 'admin', p_when);
end;
$$;

revoke all on function access.admin_change_plan(text, text, text) from public;
grant execute on function access.admin_change_plan(text, text, text) to authenticated;
comment on function access.admin_change_plan is 'For admins: puts an account on another plan.';

commit;
