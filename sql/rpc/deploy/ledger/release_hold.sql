-- Deploy florin:ledger/release_hold to pg
-- requires: ledger/holds
-- requires: ledger/settlement
-- requires: ledger/refuse_hold

begin;

/*
 * Frees a hold without charging, once. p_status says why: released by its owner, or expired.
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
-- No search_path: it runs under that of the definer that called it (decision 19).
as $$
declare
  v_hold ledger.holds;
  v_account ledger.accounts;
begin
  update ledger.holds
  set status = p_status, closed_at = now()
  where account_id = p_account_id
    and id = p_hold_id
    and status = 'open'
  returning * into v_hold;
  if not found then
    perform ledger.refuse_hold(p_account_id, p_hold_id);
  end if;

  update ledger.accounts
  set
    held = held - v_hold.amount,
    open_generations = open_generations - (v_hold.purpose = 'generation')::integer
  where id = p_account_id
  returning * into strict v_account;

  return row(
    0, 0, v_hold.amount, v_account.posted,
    v_account.posted - v_account.held + v_account.overdraft_limit, v_account.version
  )::ledger.settlement;
end;
$$;

revoke all on function ledger.release_hold(uuid, uuid, ledger.hold_status) from public;
comment on function ledger.release_hold is 'Frees a hold without charging, once.';

commit;
