-- Deploy florin:ledger/extend_hold to pg
-- requires: ledger/holds
-- requires: ledger/hold_more
-- requires: ledger/refuse_hold

begin;

/*
 * Raises an open hold of the app to at least p_amount and renews its lease. The amount is
 * absolute, so a repeated call changes nothing. Returns what is held now.
 *
 * Raises  FLHLD no such open hold · FLBAL not enough credits for the difference
 * Locks   ledger.holds row, then ledger.accounts row
 */
create function ledger.extend_hold(
  p_account_id uuid,
  p_hold_id uuid,
  p_amount ledger.microcredits,
  p_expires_in interval
)
returns ledger.microcredits
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_hold ledger.holds;
begin
  select * into v_hold
  from ledger.holds as h
  where h.account_id = p_account_id
    and h.id = p_hold_id
  for no key update;
  if v_hold.status is distinct from 'open' then
    perform ledger.refuse_hold(p_hold_id, v_hold.status::text);
  end if;

  if p_amount > v_hold.amount then
    perform ledger.hold_more(p_account_id, p_amount - v_hold.amount);
  end if;

  update ledger.holds
  set amount = greatest(amount, p_amount), expires_at = now() + p_expires_in
  where account_id = p_account_id
    and id = p_hold_id
  returning * into strict v_hold;

  return v_hold.amount;
end;
$$;

revoke all on function ledger.extend_hold(uuid, uuid, ledger.microcredits, interval) from public;
comment on function ledger.extend_hold is 'Raises an open hold and renews its lease.';

commit;
