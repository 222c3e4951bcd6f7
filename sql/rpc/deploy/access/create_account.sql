-- Deploy florin:access/create_account to pg
-- requires: access/members
-- requires: access/account_plans
-- requires: access/closures
-- requires: ledger/refuse_account
-- requires: ledger/open_account
-- requires: ledger/grant_credits
-- requires: catalog/find_plan_version

begin;

/*
 * Opens a user's personal account on the plan for their kind, with the credits of its first period.
 *
 * Raises  FLPLN no plan opens for this kind of user · FLMEM unknown user
 *         FLACC the user had one and deleted it
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
  v_plan_id text;
  v_version catalog.plan_versions;
  v_account_id uuid;
  v_period_end timestamptz;
begin
  select id into v_plan_id from catalog.plans where opens_for = v_kind;
  if not found then
    raise exception 'no plan opens for % users', v_kind using
      errcode = 'FLPLN',
      detail = pg_catalog.json_build_object('opens_for', v_kind)::text,
      hint = 'Set opens_for on one row of catalog.plans.';
  end if;

  if not exists (select from auth.users where id = p_user_id) then
    perform access.refuse_member(null, p_user_id);
  end if;
  select account_id into v_account_id from access.closures where user_id = p_user_id limit 1;
  if found then
    perform ledger.refuse_account(v_account_id, 'closed');
  end if;

  v_version := catalog.find_plan_version(v_plan_id);
  v_account_id := ledger.open_account(v_version.overage_cap);

  insert into access.members (account_id, user_id, is_personal, is_anonymous)
  values (v_account_id, p_user_id, true, p_is_anonymous);
  insert into access.account_plans (account_id, plan_version_id)
  values (v_account_id, v_version.id)
  returning period_end into strict v_period_end;

  if v_version.included > 0 then
    perform ledger.grant_credits(
      v_account_id, 'plan', 'period:0', v_version.included, p_expires_at => v_period_end
    );
  end if;

  return v_account_id;
end;
$$;

revoke all on function access.create_account(uuid, boolean) from public;
comment on function access.create_account is 'Opens a user''s personal account.';

commit;
