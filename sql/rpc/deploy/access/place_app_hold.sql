-- Deploy florin:access/place_app_hold to pg
-- requires: access/require_app_amount
-- requires: access/describe_app_hold
-- requires: access/limit_app_holds
-- requires: ledger/place_hold
-- requires: generation/find_plan

begin;

/*
 * Reserves credits for a metered feature of the app itself. The hold's id is made of the account
 * and the key, so a key names one hold for good: the same request again is described instead, in
 * whatever state its hold is by then, and nothing changes.
 *
 * Raises  FLMEM not a member · FLAMT amount or time out of bounds · FLKEY the key came with
 *         another request · FLACC account not active · FLBAL not enough credits, or debt comes
 *         first · FLOPN too many open holds
 * Locks   access.app_holds row (the key), then ledger.accounts row
 */
create function access.place_app_hold(
  p_account_id uuid,
  p_user_id uuid,
  p_idempotency_key text,
  p_request_hash bytea,
  p_amount ledger.microcredits,
  p_expires_in_seconds integer,
  p_ref text
)
returns jsonb
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_plan catalog.plan_versions := generation.find_plan(p_account_id, p_user_id);
  v_id constant uuid := encode(
    substr(sha256(convert_to(p_account_id || ' ' || p_idempotency_key, 'UTF8')), 1, 16), 'hex'
  )::uuid;
begin
  perform access.require_app_amount(p_amount);
  if p_expires_in_seconds is null or p_expires_in_seconds not between 1 and 86400 then
    perform ledger.refuse_amount(p_expires_in_seconds, 'a hold lives from 1 to 86400 seconds');
  end if;

  insert into access.app_holds (account_id, id, request_hash, ref)
  values (p_account_id, v_id, p_request_hash, p_ref)
  on conflict do nothing;
  if not found then
    if not exists (
      select
      from access.app_holds as p
      where p.account_id = p_account_id
        and p.id = v_id
        and p.request_hash = p_request_hash
    ) then
      raise exception 'the idempotency key was used for another hold' using
        errcode = 'FLKEY',
        detail = pg_catalog.json_build_object('hold_id', v_id)::text,
        hint = 'Use a new Idempotency-Key for a new hold.';
    end if;
    return access.describe_app_hold(p_account_id, v_id);
  end if;

  perform ledger.place_hold(
    p_account_id, v_id, p_amount, make_interval(secs => p_expires_in_seconds),
    v_plan.refuse_in_debt
  );
  perform access.limit_app_holds(p_account_id);

  return access.describe_app_hold(p_account_id, v_id);
end;
$$;

revoke all on function access.place_app_hold(
  uuid, uuid, text, bytea, ledger.microcredits, integer, text
) from public;
grant execute on function access.place_app_hold(
  uuid, uuid, text, bytea, ledger.microcredits, integer, text
) to florin_service;
comment on function access.place_app_hold is 'Reserves credits for a feature of the app.';

commit;
