-- Deploy florin:ledger/take_charge to pg
-- requires: ledger/entries
-- requires: ledger/burn_buckets
-- requires: ledger/plan_bucket_change

begin;

/*
 * Writes the entry of a charge that is already off posted, and takes it out of the buckets; what
 * they cannot cover is debt (overage, or a charge after its hold expired).
 *
 * Locks   nothing: the caller has just updated p_account's row
 */
create function ledger.take_charge(
  p_account ledger.accounts,
  p_hold_id uuid,
  p_authorised_at timestamptz,
  p_charge ledger.microcredits,
  p_kind ledger.entry_kind,
  p_ref text,
  p_usage_source ledger.usage_source
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_short bigint;
begin
  -- Nearly always the bucket that is next covers the charge with something left, and stays next.
  update ledger.buckets
  set remaining = remaining - p_charge
  where account_id = p_account.id
    and id = p_account.burning_bucket_id
    and remaining > p_charge
    and coalesce(p_account.next_bucket_change_at > now(), true);
  if not found then
    v_short := ledger.burn_buckets(p_account.id, p_charge, p_authorised_at);
    update ledger.accounts set debt = debt + v_short where id = p_account.id and v_short > 0;
    perform ledger.plan_bucket_change(p_account.id);
  end if;

  insert into ledger.entries (
    account_id, version, amount, posted_after, kind, contra, hold_id, ref, usage_source
  )
  values (
    p_account.id, p_account.version, -p_charge, p_account.posted, p_kind, 'revenue', p_hold_id,
    p_ref, p_usage_source
  );
end;
$$;

revoke all on function ledger.take_charge(
  ledger.accounts, uuid, timestamptz, ledger.microcredits, ledger.entry_kind, text,
  ledger.usage_source
) from public;
comment on function ledger.take_charge is 'Writes a charge''s entry and burns buckets for it.';

commit;
