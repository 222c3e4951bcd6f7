-- Deploy florin:access/read_limits to pg
-- requires: access/credit_limit
-- requires: access/pace_limits
-- requires: access/daily_limits
-- requires: generation/find_plan

begin;

/*
 * Every limit of an account in one list: limit_source (as a refusal names it), limit, used,
 * remaining, and when it is whole again (null: as soon as something ends). Credits are in µc.
 *
 * Raises  FLMEM not a member
 */
create function access.read_limits(p_account_id uuid, p_user_id uuid)
returns jsonb
language plpgsql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_version catalog.plan_versions := generation.find_plan(p_account_id, p_user_id);
  v_limits jsonb;
begin
  select jsonb_build_object(
    'plan', v_version.plan_id, 'period_start', p.period_start, 'period_end', p.period_end,
    'next_plan', p.next_plan_id
  )
  into strict v_limits
  from access.account_plans as p
  where p.account_id = p_account_id;

  return v_limits || jsonb_build_object(
    'limits',
    array[access.credit_limit(p_account_id)]
      || array(select access.pace_limits(p_account_id))
      || array(select access.daily_limits(p_account_id, p_user_id))
  );
end;
$$;

revoke all on function access.read_limits(uuid, uuid) from public;
grant execute on function access.read_limits(uuid, uuid) to florin_service;
comment on function access.read_limits is 'Every limit of an account in one list.';

commit;
