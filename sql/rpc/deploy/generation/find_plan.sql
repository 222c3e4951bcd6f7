-- Deploy florin:generation/find_plan to pg
-- requires: access/members
-- requires: access/account_plans
-- requires: access/refuse_member

begin;

/*
 * The plan of an account that a user may act for.
 *
 * Raises  FLMEM not a member
 */
create function generation.find_plan(p_account_id uuid, p_user_id uuid)
returns catalog.plan_versions
language plpgsql
stable
set search_path = ''
as $$
declare
  v_plan catalog.plan_versions;
begin
  select p.* into v_plan
  from access.members as m
  join access.account_plans as a on a.account_id = m.account_id
  join catalog.plan_versions as p on p.id = a.plan_version_id
  where m.account_id = p_account_id
    and m.user_id = p_user_id;
  if not found then
    perform access.refuse_member(p_account_id, p_user_id);
  end if;

  return v_plan;
end;
$$;

revoke all on function generation.find_plan(uuid, uuid) from public;
comment on function generation.find_plan is 'The plan of an account that a user may act for.';

commit;
