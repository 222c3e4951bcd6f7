-- Deploy florin:ledger/bound_charge to pg
-- requires: ledger/refresh_account

begin;

/*
 * How much of a charge beyond its hold is charged: as much as the hold and available credits
 * cover. The hold may be closed already; credits that lapsed but were promised to it count.
 *
 * Raises  FLACC unknown account
 * Locks   ledger.accounts row
 */
create function ledger.bound_charge(
  p_account_id uuid,
  p_held ledger.microcredits,
  p_held_since timestamptz,
  p_amount ledger.microcredits
)
returns ledger.microcredits
language plpgsql
volatile
set search_path = ''
as $$
declare
  -- Lapsed credits are posted until somebody looks.
  v_account ledger.accounts := ledger.refresh_account(p_account_id, p_held, p_held_since);
begin
  return least(
    p_amount,
    p_held + greatest(v_account.posted - v_account.held + v_account.overdraft_limit, 0)
  );
end;
$$;

revoke all on function ledger.bound_charge(
  uuid, ledger.microcredits, timestamptz, ledger.microcredits
) from public;
comment on function ledger.bound_charge is 'How much of a charge beyond its hold is charged.';

commit;
