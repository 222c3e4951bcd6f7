-- Deploy florin:ledger/adjust_balance to pg
-- requires: ledger/grant_credits
-- requires: ledger/draw_down
-- requires: ledger/refuse_grant
-- requires: ledger/refuse_balance

begin;

/*
 * Corrects an account by hand, up (a grant from admin) or down. Down reaches only what is posted
 * and not held: a correction makes no debt. Idempotent by p_ref.
 *
 * Raises  FLACC unknown account · FLAMT zero · FLBAL down beyond what is free
 *         FLGRT same ref in the same direction with another amount
 * Locks   ledger.accounts row, before anything else is read
 */
create function ledger.adjust_balance(
  p_account_id uuid,
  p_amount ledger.microcredits,
  p_ref text
)
returns ledger.accounts
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_account ledger.accounts;
  v_before bigint;
begin
  if p_amount is null or p_amount = 0 then
    perform ledger.refuse_amount(p_amount, 'an adjustment is not zero');
  end if;

  v_account := ledger.refresh_account(p_account_id);

  if p_amount > 0 then
    perform ledger.grant_credits(p_account_id, 'admin', p_ref, p_amount);
    select * into strict v_account from ledger.accounts where id = p_account_id;
    return v_account;
  end if;

  -- Reads the whole book of the account: rare and by hand, where an index would be paid for by
  -- every generation. The account's lock makes it exact.
  select amount into v_before
  from ledger.entries
  where account_id = p_account_id and kind = 'adjust' and ref = p_ref;
  if v_before = p_amount then
    return v_account;
  elsif found then
    perform ledger.refuse_grant('admin', p_ref, v_before, p_amount);
  end if;
  if v_account.posted - v_account.held < -p_amount then
    perform ledger.refuse_balance(v_account.posted - v_account.held, -p_amount);
  end if;

  v_account := ledger.draw_down(p_account_id, -p_amount, 'adjust', 'adjustment', p_ref);
  perform ledger.plan_bucket_change(p_account_id);

  return v_account;
end;
$$;

revoke all on function ledger.adjust_balance(uuid, ledger.microcredits, text) from public;
comment on function ledger.adjust_balance is 'Corrects an account by hand.';

commit;
