-- Revert florin:ledger/charge_late from pg

begin;

/*
 * Charges work whose hold had closed before its cost was known. The work was done, so it is
 * charged in full even where that leaves debt. The caller makes sure that it happens once.
 *
 * Raises  FLAMT amount not positive
 * Locks   ledger.accounts row
 */
create or replace function ledger.charge_late(
  p_account_id uuid,
  p_hold_id uuid,
  p_authorised_at timestamptz,
  p_amount ledger.microcredits,
  p_ref text,
  p_usage_source ledger.usage_source
)
returns ledger.settlement
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_account record;
begin
  if p_amount is null or p_amount <= 0 then
    perform ledger.refuse_amount(p_amount, 'a late charge is positive');
  end if;

  update ledger.accounts
  set
    posted = posted - p_amount,
    version = version + 1
  where id = p_account_id
  returning
    posted, posted - held + overdraft_limit as available, version,
    case when coalesce(next_bucket_change_at > now(), true) then burning_bucket_id end as bucket_id
  into strict v_account;

  perform ledger.take_charge(
    p_account_id, v_account.version, v_account.posted, v_account.bucket_id, p_hold_id,
    p_authorised_at, p_amount, 'late_settle', p_ref, p_usage_source
  );

  return row(
    p_amount, 0, 0, v_account.posted, v_account.available, v_account.version
  )::ledger.settlement;
end;
$$;

revoke all on function ledger.charge_late(
  uuid, uuid, timestamptz, ledger.microcredits, text, ledger.usage_source
) from public;
comment on function ledger.charge_late is 'Charges work whose hold had closed already.';

commit;
