-- Deploy florin:ledger/plan_bucket_change to pg
-- requires: ledger/buckets

begin;

/*
 * Notes on the account when its buckets next change by themselves, and which of them burns until
 * then, so that neither placing a hold nor settling one has to look through the buckets.
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
  v_burning bigint;
begin
  select
    min(case when b.activated_at is null then b.effective_at else b.expires_at end),
    (array_agg(b.id order by b.priority, b.expires_at nulls last, b.id)
      filter (where b.remaining > 0))[1]
  into v_next, v_burning
  from ledger.buckets as b
  where b.account_id = p_account_id
    and (b.remaining > 0 or (b.activated_at is null and b.clawed < b.granted));

  update ledger.accounts
  set next_bucket_change_at = v_next, burning_bucket_id = v_burning
  where id = p_account_id
    and (next_bucket_change_at, burning_bucket_id) is distinct from (v_next, v_burning);

  return v_next;
end;
$$;

revoke all on function ledger.plan_bucket_change(uuid) from public;
comment on function ledger.plan_bucket_change is 'Notes when buckets next change and which burns.';

commit;
