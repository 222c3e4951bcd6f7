-- Deploy florin:ledger/refresh_account to pg
-- requires: ledger/refresh_account@v0.1.0
-- requires: ledger/refuse_account
-- requires: ledger/book_burning
-- requires: ledger/activate_bucket
-- requires: ledger/lapse_bucket
-- requires: ledger/plan_bucket_change
-- requires: ledger/tell_of_balance

begin;

/*
 * Brings one account's buckets up to the clock: posts those that became effective, expires those
 * that lapsed. What is left of them is in their rows afterwards. Running it again changes nothing.
 * p_held, since p_held_since, is a hold that is being settled: what was promised to it does not
 * lapse yet.
 *
 * Raises  FLACC unknown account
 * Locks   ledger.accounts row, before anything else is read
 */
create or replace function ledger.refresh_account(
  p_account_id uuid,
  p_held ledger.microcredits default 0,
  p_held_since timestamptz default null
)
returns ledger.accounts
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_account ledger.accounts;
  v_id bigint;
  v_bucket ledger.buckets;
  v_promised bigint := 0;
begin
  perform from ledger.accounts where id = p_account_id for update;
  if not found then
    perform ledger.refuse_account(p_account_id, 'unknown');
  end if;
  -- For whatever the caller does with buckets, too.
  perform ledger.book_burning(p_account_id);

  for v_id in
    select b.id
    from ledger.buckets as b
    where b.account_id = p_account_id
      and b.activated_at is null
      and b.effective_at <= now()
      and b.clawed < b.granted
    order by b.effective_at, b.id
  loop
    v_bucket := ledger.activate_bucket(p_account_id, v_id);
    perform ledger.tell_of_balance(
      p_account_id, 'grant', v_bucket.granted - v_bucket.clawed,
      v_bucket.source || ':' || v_bucket.source_ref
    );
  end loop;

  for v_id in
    select b.id
    from ledger.buckets as b
    where b.account_id = p_account_id
      and b.remaining > 0
      and b.expires_at <= now()
    order by b.expires_at, b.id
  loop
    v_promised := v_promised + ledger.lapse_bucket(
      p_account_id, v_id, v_promised, p_held, p_held_since
    );
  end loop;

  perform ledger.plan_bucket_change(p_account_id);

  select * into strict v_account from ledger.accounts where id = p_account_id;
  return v_account;
end;
$$;

revoke all on function ledger.refresh_account(uuid, ledger.microcredits, timestamptz)
from public;
comment on function ledger.refresh_account is 'Brings one account''s buckets up to the clock.';

commit;
