-- Deploy florin:ledger/burn_charge to pg
-- requires: ledger/burn_buckets
-- requires: ledger/plan_bucket_change

begin;

/*
 * Takes a charge that is already off posted out of the buckets; what they cannot cover is debt
 * (overage, or a charge after its hold expired).
 *
 * Locks   nothing: the caller has just updated the account's row
 */
create function ledger.burn_charge(
  p_account_id uuid,
  p_charge ledger.microcredits,
  p_authorised_at timestamptz
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_short bigint := ledger.burn_buckets(p_account_id, p_charge, p_authorised_at);
begin
  update ledger.accounts set debt = debt + v_short where id = p_account_id and v_short > 0;
  perform ledger.plan_bucket_change(p_account_id);
end;
$$;

revoke all on function ledger.burn_charge(uuid, ledger.microcredits, timestamptz) from public;
comment on function ledger.burn_charge is 'Takes a charge out of the buckets.';

commit;
