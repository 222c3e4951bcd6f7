-- Deploy florin:ledger/take_charge to pg
-- requires: ledger/entries
-- requires: ledger/burn_buckets
-- requires: ledger/plan_bucket_change

begin;

/*
 * Writes the entry of a charge that is already off posted, and takes it out of the buckets; what
 * they cannot cover is debt (overage, or a charge after its hold expired). p_bucket_id is the one
 * that is next; null where that may have changed.
 *
 * Locks   nothing: the caller has just updated the account's row
 */
create function ledger.take_charge(
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
  -- Nearly always the bucket that is next covers the charge with something left, and stays next.
  update ledger.buckets
  set remaining = remaining - p_charge
  where account_id = p_account_id
    and id = p_bucket_id
    and remaining > p_charge;
  if not found then
    v_short := ledger.burn_buckets(p_account_id, p_charge, p_authorised_at);
    update ledger.accounts set debt = debt + v_short where id = p_account_id and v_short > 0;
    perform ledger.plan_bucket_change(p_account_id);
  end if;

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
