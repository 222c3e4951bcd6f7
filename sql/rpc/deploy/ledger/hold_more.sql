-- Deploy florin:ledger/hold_more to pg
-- requires: ledger/refresh_account
-- requires: ledger/refuse_balance

begin;

/*
 * Reserves more for work that is under way. The caller has locked what holds the credits, and
 * writes the new amount there.
 *
 * Raises  FLACC unknown account · FLBAL not enough credits
 * Locks   ledger.accounts row
 */
create function ledger.hold_more(p_account_id uuid, p_amount ledger.microcredits)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_account ledger.accounts;
  v_available bigint;
begin
  update ledger.accounts
  set held = held + p_amount
  where id = p_account_id
    and posted - held + overdraft_limit >= p_amount
    and (next_bucket_change_at is null or next_bucket_change_at > now());
  if found then
    return;
  end if;

  -- Refused, unless the buckets only had to be brought up to the clock.
  v_account := ledger.refresh_account(p_account_id);
  v_available := v_account.posted - v_account.held + v_account.overdraft_limit;
  if v_available < p_amount then
    perform ledger.refuse_balance(v_available, p_amount);
  end if;

  update ledger.accounts
  set held = held + p_amount
  where id = p_account_id;
end;
$$;

revoke all on function ledger.hold_more(uuid, ledger.microcredits) from public;
comment on function ledger.hold_more is 'Reserves more for work that is under way.';

commit;
