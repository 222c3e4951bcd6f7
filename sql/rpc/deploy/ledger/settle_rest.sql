-- Deploy florin:ledger/settle_rest to pg
-- requires: ledger/overrun_hold
-- requires: ledger/take_charge
-- requires: ledger/settlement

begin;

/*
 * The slow half of ledger.settle_hold, for work that cost nothing, or more than was held.
 *
 * Raises  FLHLD no such open hold
 * Locks   ledger.holds row, then ledger.accounts row
 */
create function ledger.settle_rest(
  p_account_id uuid,
  p_hold_id uuid,
  p_amount ledger.microcredits,
  p_ref text,
  p_usage_source ledger.usage_source
)
returns ledger.settlement
language plpgsql
volatile
set search_path = ''
as $$
declare
  -- Raises the reason where there is nothing to settle.
  v_hold ledger.holds := ledger.overrun_hold(p_account_id, p_hold_id, p_amount);
  v_charge bigint := v_hold.settled;
  v_account ledger.accounts;
begin
  update ledger.accounts
  set
    posted = posted - v_charge,
    held = held - v_hold.amount,
    open_holds = open_holds - 1,
    version = version + (v_charge > 0)::integer
  where id = p_account_id
  returning * into strict v_account;

  if v_charge > 0 then
    perform ledger.take_charge(
      v_account, v_hold.id, v_hold.created_at, v_charge, 'settle', p_ref, p_usage_source
    );
  end if;

  return row(
    v_charge, p_amount - v_charge, greatest(v_hold.amount - v_charge, 0), v_account.posted,
    v_account.posted - v_account.held + v_account.overdraft_limit, v_account.version
  )::ledger.settlement;
end;
$$;

revoke all on function ledger.settle_rest(
  uuid, uuid, ledger.microcredits, text, ledger.usage_source
) from public;
comment on function ledger.settle_rest is 'Settles what cost nothing or more than was held.';

commit;
