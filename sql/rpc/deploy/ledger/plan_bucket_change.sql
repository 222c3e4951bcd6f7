-- Deploy florin:ledger/plan_bucket_change to pg
-- requires: ledger/buckets

begin;

/*
 * Notes on the account when its buckets next change by themselves, so that placing a hold needs
 * one comparison, not a look at the buckets.
 *
 * Locks   ledger.accounts row
 */
create function ledger.plan_bucket_change(p_account_id uuid)
returns timestamptz
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_next timestamptz;
begin
  select min(case when b.activated_at is null then b.effective_at else b.expires_at end)
  into v_next
  from ledger.buckets as b
  where b.account_id = p_account_id
    and (b.remaining > 0 or (b.activated_at is null and b.clawed < b.granted));

  update ledger.accounts
  set next_bucket_change_at = v_next
  where id = p_account_id
    and next_bucket_change_at is distinct from v_next;

  return v_next;
end;
$$;

revoke all on function ledger.plan_bucket_change(uuid) from public;
comment on function ledger.plan_bucket_change is 'Notes when the account''s buckets next change.';

commit;
