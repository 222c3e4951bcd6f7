-- Deploy florin:ledger/overrun_hold to pg
-- requires: ledger/holds
-- requires: ledger/refresh_account
-- requires: ledger/refuse_hold

begin;

/*
 * The slow half of ledger.settle_hold: closes a hold at what its work cost, or at as
 * much as the hold and available credits cover. Returns the hold; settled says what to charge.
 *
 * Raises  FLHLD no such open hold
 * Locks   ledger.holds row, then ledger.accounts row
 */
create function ledger.overrun_hold(
  p_account_id uuid,
  p_hold_id uuid,
  p_amount ledger.microcredits
)
returns ledger.holds
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_hold ledger.holds;
  v_account ledger.accounts;
begin
  select * into v_hold
  from ledger.holds
  where account_id = p_account_id
    and id = p_hold_id
    and status = 'open'
  for update;
  if not found then
    perform ledger.refuse_hold(p_account_id, p_hold_id);
  end if;

  -- Lapsed credits are posted until somebody looks. While the hold is open still, so that those
  -- it was promised stay.
  v_account := ledger.refresh_account(p_account_id);

  update ledger.holds
  set
    status = 'settled',
    settled = least(
      p_amount,
      v_hold.amount
      + greatest(v_account.posted - v_account.held + v_account.overdraft_limit, 0)
    ),
    closed_at = now()
  where account_id = p_account_id
    and id = p_hold_id
  returning * into strict v_hold;

  return v_hold;
end;
$$;

revoke all on function ledger.overrun_hold(uuid, uuid, ledger.microcredits) from public;
comment on function ledger.overrun_hold is 'Closes a hold that was too small, as far as funds go.';

commit;
