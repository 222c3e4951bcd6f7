-- Deploy florin:ledger/release_hold to pg
-- requires: ledger/close_hold
-- requires: ledger/settle
-- requires: ledger/tell_of_balance

begin;

/*
 * Frees a hold of the app without charging, once. p_status says why: released by its owner, or
 * expired.
 *
 * Raises  FLHLD no such open hold
 * Locks   ledger.holds row, then ledger.accounts row
 */
create function ledger.release_hold(
  p_account_id uuid,
  p_hold_id uuid,
  p_status ledger.hold_status default 'released'
)
returns ledger.settlement
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_hold ledger.holds := ledger.close_hold(p_account_id, p_hold_id, p_status);
begin
  perform ledger.tell_of_balance(p_account_id, 'release', v_hold.amount, p_hold_id::text);
  return ledger.settle(
    p_account_id, p_hold_id, v_hold.amount, v_hold.created_at, 0, 0, null, null
  );
end;
$$;

revoke all on function ledger.release_hold(uuid, uuid, ledger.hold_status) from public;
comment on function ledger.release_hold is 'Frees a hold without charging, once.';

commit;
