-- Deploy florin:ledger/extend_hold to pg
-- requires: ledger/holds
-- requires: ledger/refresh_account
-- requires: ledger/refuse_balance

begin;

/*
 * Raises an open hold to at least p_amount and renews its lease. The amount is absolute, so a
 * repeated call changes nothing. Returns what is held now.
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
  v_account ledger.accounts;
  v_available bigint;
begin
  update ledger.holds
  set expires_at = now() + p_expires_in
  where account_id = p_account_id
    and id = p_hold_id
    and status = 'open'
  returning * into v_hold;
  if not found then
    perform ledger.refuse_hold(p_account_id, p_hold_id);
  end if;
  if p_amount <= v_hold.amount then
    return v_hold.amount;
  end if;

  update ledger.accounts
  set held = held + p_amount - v_hold.amount
  where id = p_account_id
    and posted - held + overdraft_limit >= p_amount - v_hold.amount
    and (next_bucket_change_at is null or next_bucket_change_at > now());
  if not found then
    -- Refused, unless the buckets only had to be brought up to the clock.
    v_account := ledger.refresh_account(p_account_id);
    v_available := v_account.posted - v_account.held + v_account.overdraft_limit;
    if v_available < p_amount - v_hold.amount then
      perform ledger.refuse_balance(v_available, p_amount - v_hold.amount);
    end if;

    update ledger.accounts
    set held = held + p_amount - v_hold.amount
    where id = p_account_id;
  end if;

  update ledger.holds
  set amount = p_amount
  where account_id = p_account_id
    and id = p_hold_id;

  return p_amount;
end;
$$;

revoke all on function ledger.extend_hold(uuid, uuid, ledger.microcredits, interval) from public;
comment on function ledger.extend_hold is 'Raises an open hold to an amount and renews its lease.';

commit;
