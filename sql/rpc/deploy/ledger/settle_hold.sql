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
-- No search_path: it runs under that of the definer that called it (decision 19).
as $$
declare
  v_hold record;
  v_account record;
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
  returning amount, settled, purpose, created_at into v_hold;
  if not found then
    -- Raises the reason, unless the work only cost more than was held.
    v_hold := ledger.overrun_hold(p_account_id, p_hold_id, p_amount);
  end if;

  update ledger.accounts
  set
    posted = posted - v_hold.settled,
    held = held - v_hold.amount,
    open_generations = open_generations - (v_hold.purpose = 'generation')::integer,
    version = version + (v_hold.settled > 0)::integer
  where id = p_account_id
  returning
    posted, posted - held + overdraft_limit as available, version,
    case when coalesce(next_bucket_change_at > now(), true) then burning_bucket_id end as bucket_id
  into strict v_account;

  if v_hold.settled > 0 then
    perform ledger.take_charge(
      p_account_id, v_account.version, v_account.posted, v_account.bucket_id, p_hold_id,
      v_hold.created_at, v_hold.settled, 'settle', p_ref, p_usage_source
    );
  end if;

  return row(
    v_hold.settled, p_amount - v_hold.settled, greatest(v_hold.amount - v_hold.settled, 0),
    v_account.posted, v_account.available, v_account.version
  )::ledger.settlement;
end;
$$;

revoke all on function ledger.settle_hold(
  uuid, uuid, ledger.microcredits, text, ledger.usage_source
) from public;
comment on function ledger.settle_hold is 'Charges a hold''s real cost and frees the rest, once.';

commit;
