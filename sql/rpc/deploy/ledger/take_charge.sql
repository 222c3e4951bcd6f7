-- Deploy florin:ledger/take_charge to pg
-- requires: ledger/take_charge@v0.1.0
-- requires: ledger/entries
-- requires: ledger/burn_buckets
-- requires: ledger/plan_bucket_change
-- requires: ledger/book_burning
-- requires: ledger/keep_burning
-- requires: ledger/guard_burning
-- requires: ledger/refresh_account
-- requires: ledger/draw_down
-- requires: ledger/write_off
-- requires: ledger/settle
-- requires: ledger/charge_late
-- requires: ledger/verify_accounts
-- requires: access/credit_limit
-- requires: billing/read_consumption

begin;

-- Rests begin here, after all that knows of them is in place. Who has locked or written an account
-- by now may still be in a function that knows nothing of them: they end first, and whoever comes
-- later finds the new ones. So no charge is taken off a bucket whose rest is on its account.
do $$ begin lock table ledger.accounts in exclusive mode; end; $$;

/*
 * The slow half of a charge, which is off posted already: takes it out of the buckets in burn
 * order, keeps on the account what is left in the one that burns next, and writes the entry. What
 * they cannot cover is debt (overage, or a charge after its hold expired).
 *
 * p_bucket_id is not looked at: charges that are under way while 0.1.0 is replaced name it.
 *
 * Locks   nothing: the caller has just updated the account's row
 */
create or replace function ledger.take_charge(
  p_account_id uuid,
  p_version bigint,
  p_posted bigint,
  p_bucket_id bigint,
  p_hold_id uuid,
  p_authorised_at timestamptz,
  p_charge bigint,
  p_kind ledger.entry_kind,
  p_ref text,
  p_usage_source ledger.usage_source
)
returns void
language plpgsql
volatile
-- No search_path: it runs under that of the definer that called it (decision 19).
as $$
declare
  v_short bigint;
begin
  perform ledger.book_burning(p_account_id);
  v_short := ledger.burn_buckets(p_account_id, p_charge, p_authorised_at);
  update ledger.accounts set debt = debt + v_short where id = p_account_id and v_short > 0;
  perform ledger.plan_bucket_change(p_account_id);
  perform ledger.keep_burning(p_account_id);

  insert into ledger.entries (
    account_id, version, amount, posted_after, kind, contra, hold_id, ref, usage_source
  )
  values (
    p_account_id, p_version, -p_charge, p_posted, p_kind, 'revenue', p_hold_id,
    p_ref, p_usage_source
  );
end;
$$;

revoke all on function ledger.take_charge(
  uuid, bigint, bigint, bigint, uuid, timestamptz, bigint, ledger.entry_kind, text,
  ledger.usage_source
) from public;
comment on function ledger.take_charge is 'Writes a charge''s entry and burns buckets for it.';

commit;
