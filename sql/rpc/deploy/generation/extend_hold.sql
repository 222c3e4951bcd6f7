-- Deploy florin:generation/extend_hold to pg
-- requires: ledger/extend_hold

begin;

/*
 * Raises the hold of a running generation to at least p_amount and renews its lease. Idempotent.
 * Returns what is held now.
 *
 * Raises  FLHLD not running any more · FLBAL not enough credits
 * Locks   ledger.holds row, then ledger.accounts row
 */
create function generation.extend_hold(
  p_account_id uuid,
  p_generation_id uuid,
  p_amount ledger.microcredits,
  p_hold_seconds integer
)
returns ledger.microcredits
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
begin
  return ledger.extend_hold(
    p_account_id, p_generation_id, p_amount, make_interval(secs => p_hold_seconds)
  );
end;
$$;

revoke all on function generation.extend_hold(uuid, uuid, ledger.microcredits, integer)
from public;
grant execute on function generation.extend_hold(uuid, uuid, ledger.microcredits, integer)
to florin_service;
comment on function generation.extend_hold is 'Raises a running generation''s hold.';

commit;
