-- Deploy florin:ledger/close_hold to pg
-- requires: ledger/holds
-- requires: ledger/refuse_hold

begin;

/*
 * Closes an open hold of the app, once; the caller moves the money.
 *
 * Raises  FLHLD no such open hold
 * Locks   ledger.holds row
 */
create function ledger.close_hold(
  p_account_id uuid,
  p_hold_id uuid,
  p_status ledger.hold_status
)
returns ledger.holds
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_hold ledger.holds;
begin
  update ledger.holds
  set status = p_status, closed_at = now()
  where account_id = p_account_id
    and id = p_hold_id
    and status = 'open'
  returning * into v_hold;
  if not found then
    perform ledger.refuse_hold(p_hold_id, (
      select h.status::text from ledger.holds as h
      where h.account_id = p_account_id and h.id = p_hold_id
    ));
  end if;

  return v_hold;
end;
$$;

revoke all on function ledger.close_hold(uuid, uuid, ledger.hold_status) from public;
comment on function ledger.close_hold is 'Closes an open hold of the app, once.';

commit;
