-- Deploy florin:ledger/place_hold to pg
-- requires: ledger/holds
-- requires: ledger/refresh_account
-- requires: ledger/refuse_amount
-- requires: ledger/admit_hold

begin;

/*
 * Reserves credits before paid work starts, so that two generations racing on one account cannot
 * both be served. The caller chooses the hold's id and settles or releases it; sweepers close what
 * a crashed process left behind. Returns the account as the hold left it.
 *
 * Raises  FLACC unknown account · FLAMT bad amount · FLBAL not enough credits
 *         FLOPN too many open holds
 * Locks   ledger.accounts row, before anything else is read
 */
create function ledger.place_hold(
  p_account_id uuid,
  p_hold_id uuid,
  p_amount ledger.microcredits,
  p_expires_in interval,
  p_purpose ledger.hold_purpose default 'app',
  p_max_open integer default 1000
)
returns ledger.accounts
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_account ledger.accounts;
begin
  if p_amount is null or p_amount < 0 then
    perform ledger.refuse_amount(p_amount, 'a hold is not negative');
  end if;

  -- One conditional update is the lock and the decision: nobody can spend between our look and
  -- our write, because there is no look.
  update ledger.accounts
  set
    held = held + p_amount,
    open_holds = open_holds + 1
  where id = p_account_id
    and status = 'active'
    and open_holds < p_max_open
    and posted - held + overdraft_limit >= p_amount
    and (next_bucket_change_at is null or next_bucket_change_at > now())
  returning * into v_account;

  if not found then
    -- Raises the reason, unless the buckets only had to be brought up to the clock.
    v_account := ledger.admit_hold(p_account_id, p_amount, p_max_open);
  end if;

  insert into ledger.holds (account_id, id, amount, purpose, expires_at)
  values (p_account_id, p_hold_id, p_amount, p_purpose, now() + p_expires_in);

  return v_account;
end;
$$;

revoke all on function ledger.place_hold(
  uuid, uuid, ledger.microcredits, interval, ledger.hold_purpose, integer
) from public;
comment on function ledger.place_hold is 'Reserves credits on one account.';

commit;
