-- Deploy florin:access/extend_app_hold to pg
-- requires: access/require_app_amount
-- requires: access/find_app_hold
-- requires: access/describe_app_hold
-- requires: ledger/extend_hold

begin;

/*
 * Raises an open hold of the app to at least p_amount (null: leaves it) and its life to at least
 * p_expires_in_seconds from now. Both are bounds, not steps, so a repeated call changes nothing.
 *
 * Raises  FLMEM not a member · FLHNF no such hold · FLAMT amount or time out of bounds
 *         FLHLD not open · FLBAL not enough credits for the difference
 * Locks   access.app_holds row, ledger.holds row, ledger.accounts row
 */
create function access.extend_app_hold(
  p_account_id uuid,
  p_user_id uuid,
  p_hold_id uuid,
  p_amount ledger.microcredits,
  p_expires_in_seconds integer
)
returns jsonb
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_app_hold access.app_holds := access.find_app_hold(p_account_id, p_user_id, p_hold_id);
  v_hold ledger.holds;
  v_expires_at timestamptz;
begin
  if p_amount is not null then
    perform access.require_app_amount(p_amount);
  end if;
  if p_expires_in_seconds is null or p_expires_in_seconds not between 1 and 86400 then
    perform ledger.refuse_amount(p_expires_in_seconds, 'a hold lives from 1 to 86400 seconds');
  end if;

  select * into strict v_hold
  from ledger.holds as h
  where h.account_id = p_account_id
    and h.id = v_app_hold.id
  for update;

  -- An end to all extending: credits that lapse meanwhile still pay for the hold, so one that
  -- lived for ever would keep them from lapsing.
  v_expires_at := least(
    v_hold.created_at + interval '7 days',
    greatest(v_hold.expires_at, now() + make_interval(secs => p_expires_in_seconds))
  );
  perform ledger.extend_hold(
    p_account_id, p_hold_id, coalesce(p_amount, 0), v_expires_at - now()
  );

  return access.describe_app_hold(p_account_id, p_hold_id);
end;
$$;

revoke all on function access.extend_app_hold(uuid, uuid, uuid, ledger.microcredits, integer)
from public;
grant execute on function access.extend_app_hold(uuid, uuid, uuid, ledger.microcredits, integer)
to florin_service;
comment on function access.extend_app_hold is 'Raises a hold of the app, or prolongs it.';

commit;
