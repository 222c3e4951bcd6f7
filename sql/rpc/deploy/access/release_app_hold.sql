-- Deploy florin:access/release_app_hold to pg
-- requires: access/find_app_hold
-- requires: access/describe_app_hold
-- requires: ledger/release_hold

begin;

/*
 * Frees a hold of the app without a charge. One that was freed before, by this or by its expiry,
 * is described and stays as it is: nothing is held, which is all that was asked for.
 *
 * Raises  FLMEM not a member · FLHNF no such hold · FLHLD it was settled
 * Locks   access.app_holds row, ledger.holds row, ledger.accounts row
 */
create function access.release_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid)
returns jsonb
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_hold access.app_holds := access.find_app_hold(p_account_id, p_user_id, p_hold_id);
  v_status ledger.hold_status;
begin
  -- Locked, or it could expire between the look and the release.
  select h.status into strict v_status
  from ledger.holds as h
  where h.account_id = p_account_id
    and h.id = v_hold.id
  for update;

  if v_status not in ('released', 'expired') then
    perform ledger.release_hold(p_account_id, p_hold_id);
    update access.app_holds
    set closed_at = now()
    where account_id = p_account_id
      and id = p_hold_id;
  end if;

  return access.describe_app_hold(p_account_id, p_hold_id);
end;
$$;

revoke all on function access.release_app_hold(uuid, uuid, uuid) from public;
grant execute on function access.release_app_hold(uuid, uuid, uuid) to florin_service;
comment on function access.release_app_hold is 'Frees a hold of the app, once.';

commit;
