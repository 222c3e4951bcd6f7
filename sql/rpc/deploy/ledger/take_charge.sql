-- Deploy florin:ledger/take_charge to pg
-- requires: ledger/entries
-- requires: ledger/burn_charge

begin;

/*
 * Takes a charge that is already off posted out of the buckets, and writes its entry.
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
begin
  perform ledger.burn_charge(p_account.id, p_charge, p_authorised_at);

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
