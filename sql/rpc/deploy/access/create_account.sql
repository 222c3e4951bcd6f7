-- Deploy florin:access/create_account to pg
-- requires: access/members
-- requires: access/account_plans
-- requires: ledger/open_account
-- requires: ledger/grant_credits

begin;

/*
 * Opens a user's personal account on the plan for their kind, with the credits it includes.
 *
 * Raises  FLPLN no plan opens for this kind of user · FLMEM unknown user
 * Locks   nothing: the caller holds the user's advisory lock
 */
create function access.create_account(p_user_id uuid, p_is_anonymous boolean)
returns uuid
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_kind text := case when p_is_anonymous then 'anonymous' else 'registered' end;
  v_plan catalog.plans;
  v_account_id uuid;
begin
  select * into v_plan from catalog.plans where opens_for = v_kind;
  if not found then
    raise exception 'no plan opens for % users', v_kind using
      errcode = 'FLPLN',
      detail = pg_catalog.json_build_object('opens_for', v_kind)::text,
      hint = 'Set opens_for on one row of catalog.plans.';
  end if;

  if not exists (select from auth.users where id = p_user_id) then
    perform access.refuse_member(null, p_user_id);
  end if;

  v_account_id := ledger.open_account(v_plan.overdraft_limit);

  insert into access.members (account_id, user_id, is_personal, is_anonymous)
  values (v_account_id, p_user_id, true, p_is_anonymous);
  insert into access.account_plans (account_id, plan_id)
  values (v_account_id, v_plan.id);

  if v_plan.included > 0 then
    perform ledger.grant_credits(v_account_id, 'plan', 'opening:' || v_plan.id, v_plan.included);
  end if;

  return v_account_id;
end;
$$;

revoke all on function access.create_account(uuid, boolean) from public;
comment on function access.create_account is 'Opens a user''s personal account.';

commit;
