-- Deploy florin:access/open_device_check to pg
-- requires: access/require_member
-- requires: access/device_checks
-- requires: access/describe_welcome
-- requires: catalog/welcome_credits
-- requires: ledger/refuse_account

begin;

/*
 * Begins the claim of an account on the welcome credits of a device: its "check_id", or "welcome"
 * where there is nothing to ask Apple: "already_granted" with what was granted, "not_offered".
 *
 * Raises  FLMEM not a member · FLACC account not active · FLLIM 20 claims within a day
 * Locks   ledger.accounts row
 */
create function access.open_device_check(
  p_account_id uuid,
  p_user_id uuid,
  p_environment text,
  p_token_hash bytea
)
returns jsonb
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_limit constant integer := 20;
  v_status ledger.account_status;
  v_answer jsonb;
  v_made integer;
  v_oldest timestamptz;
  v_id uuid;
begin
  perform access.require_member(p_account_id, p_user_id);
  select status into v_status from ledger.accounts where id = p_account_id for update;
  if v_status is distinct from 'active' then
    perform ledger.refuse_account(p_account_id, coalesce(v_status::text, 'unknown'));
  end if;

  v_answer := access.describe_welcome(p_account_id, p_environment);
  if v_answer is not null then
    return v_answer;
  end if;
  if not exists (
    select from catalog.welcome_credits where environment = p_environment and amount > 0
  ) then
    return jsonb_build_object('welcome', 'not_offered', 'granted_microcredits', 0);
  end if;

  select count(*), min(created_at) into v_made, v_oldest
  from access.device_checks
  where account_id = p_account_id
    and created_at > now() - interval '24 hours';
  if v_made >= v_limit then
    raise exception '% device checks within a day', v_made using
      errcode = 'FLLIM',
      detail = pg_catalog.json_build_object(
        'limit_source', 'device_checks_per_day', 'limit', v_limit, 'remaining', 0,
        'resets_at', v_oldest + interval '24 hours',
        'retry_after_s', ceil(extract(epoch from v_oldest + interval '24 hours' - now()))
      )::text,
      hint = 'This account''s device was checked often enough today. Try again tomorrow.';
  end if;

  insert into access.device_checks (account_id, environment, token_hash)
  values (p_account_id, p_environment, p_token_hash)
  returning id into v_id;
  return jsonb_build_object('check_id', v_id);
end;
$$;

revoke all on function access.open_device_check(uuid, uuid, text, bytea) from public;
grant execute on function access.open_device_check(uuid, uuid, text, bytea) to florin_service;
comment on function access.open_device_check is 'Begins a claim of welcome credits.';

commit;
