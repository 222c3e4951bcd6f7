-- Deploy florin:api/admin_change_plan to pg
-- requires: access/admin_change_plan

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.admin_change_plan has the rules.
create function api.admin_change_plan(p_user text, p_plan_id text, p_when text default 'now')
returns access.account_plans
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.admin_change_plan(p_user, p_plan_id, p_when);
end;
$$;

revoke all on function api.admin_change_plan(text, text, text) from public;
grant execute on function api.admin_change_plan(text, text, text) to authenticated;
comment on function api.admin_change_plan is 'For admins: puts an account on another plan.';

commit;
