-- Deploy florin:ledger/place_hold to pg
-- requires: ledger/holds
-- requires: ledger/hold_credits
-- requires: ledger/tell_of_balance

begin;

/*
 * Reserves credits for work of the app. The caller chooses the hold's id and settles or releases
 * it; a sweeper closes what a crashed process left behind. Returns what is left.
 *
 * Raises  as ledger.hold_credits
 * Locks   ledger.accounts row, before anything else is read
 */
create function ledger.place_hold(
  p_account_id uuid,
  p_hold_id uuid,
  p_amount ledger.microcredits,
  p_expires_in interval,
  p_refuse_in_debt boolean default false
)
returns ledger.placement
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_left ledger.placement := ledger.hold_credits(
    p_account_id, p_amount, null, null, p_refuse_in_debt
  );
begin
  insert into ledger.holds (account_id, id, amount, expires_at)
  values (p_account_id, p_hold_id, p_amount, now() + p_expires_in);
  perform ledger.tell_of_balance(p_account_id, 'hold', -p_amount, p_hold_id::text);

  return v_left;
end;
$$;

revoke all on function ledger.place_hold(
  uuid, uuid, ledger.microcredits, interval, boolean
) from public;
comment on function ledger.place_hold is 'Reserves credits for work of the app.';

commit;
