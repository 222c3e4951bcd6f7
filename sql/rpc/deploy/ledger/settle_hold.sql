-- Deploy florin:ledger/settle_hold to pg
-- requires: ledger/holds
-- requires: ledger/entries
-- requires: ledger/settlement
-- requires: ledger/burn_buckets
-- requires: ledger/overrun_hold
-- requires: ledger/refuse_amount

begin;

/*
 * Charges what the work really cost and frees the rest of its hold, once. More than was held is
 * charged as far as available credits reach; what they cannot cover is our loss, not debt.
 *
 * Raises  FLAMT negative amount · FLHLD no such open hold
 * Locks   ledger.holds row, then ledger.accounts row
 */
create function ledger.settle_hold(
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
  v_hold ledger.holds;
  v_account ledger.accounts;
  v_charge bigint;
begin
  if p_amount is null or p_amount < 0 then
    perform ledger.refuse_amount(p_amount, 'a charge is not negative');
  end if;

  -- A statement for each row: one that does it all would judge the account by what it was before
  -- this statement waited for the hold.
  update ledger.holds
  set status = 'settled', settled = p_amount, closed_at = now()
  where account_id = p_account_id
    and id = p_hold_id
    and status = 'open'
    and amount >= p_amount
  returning * into v_hold;
  if not found then
    -- Raises the reason, unless the work only cost more than was held.
    v_hold := ledger.overrun_hold(p_account_id, p_hold_id, p_amount);
  end if;
  v_charge := v_hold.settled;

  update ledger.accounts
  set
    posted = posted - v_charge,
    held = held - v_hold.amount,
    open_generations = open_generations - (v_hold.purpose = 'generation')::integer,
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

revoke all on function ledger.settle_hold(
  uuid, uuid, ledger.microcredits, text, ledger.usage_source
) from public;
comment on function ledger.settle_hold is 'Charges a hold''s real cost and frees the rest, once.';

commit;
