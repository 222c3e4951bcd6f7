-- Deploy florin:ledger/settle_hold to pg
-- requires: ledger/holds
-- requires: ledger/settle
-- requires: ledger/close_hold
-- requires: ledger/tell_of_balance

begin;

/*
 * Charges what the app's work really cost and frees the rest of its hold, once; see
 * ledger.settle.
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
  v_hold ledger.holds := ledger.close_hold(p_account_id, p_hold_id, 'settled');
  v_settled ledger.settlement := ledger.settle(
    p_account_id, p_hold_id, v_hold.amount, v_hold.created_at, 0, p_amount, p_ref, p_usage_source
  );
begin
  update ledger.holds
  set settled = v_settled.charged
  where account_id = p_account_id
    and id = p_hold_id;
  perform ledger.tell_of_balance(p_account_id, 'settle', -v_settled.charged, p_hold_id::text);

  return v_settled;
end;
$$;

revoke all on function ledger.settle_hold(
  uuid, uuid, ledger.microcredits, text, ledger.usage_source
) from public;
comment on function ledger.settle_hold is 'Charges a hold''s real cost and frees the rest, once.';

commit;
