-- Deploy florin:access/settle_app_hold to pg
-- requires: access/require_app_amount
-- requires: access/find_app_hold
-- requires: access/describe_app_hold
-- requires: ledger/settle_hold

begin;

/*
 * Charges what a feature of the app really cost and frees the rest of its hold. More than was
 * held is charged as far as available credits reach; the rest is uncollected. The same amount
 * again is answered the same and changes nothing.
 *
 * Raises  FLMEM not a member · FLHNF no such hold · FLAMT amount out of bounds · FLHLD released,
 *         expired, or settled with another amount
 * Locks   access.app_holds row, then as ledger.settle_hold
 */
create function access.settle_app_hold(
  p_account_id uuid,
  p_user_id uuid,
  p_hold_id uuid,
  p_amount ledger.microcredits,
  p_ref text
)
returns jsonb
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_hold access.app_holds := access.find_app_hold(p_account_id, p_user_id, p_hold_id);
begin
  perform access.require_app_amount(p_amount);

  if v_hold.asked is distinct from p_amount then
    -- No usage source: the figure is the app's, and nothing of it was counted here.
    perform ledger.settle_hold(
      p_account_id, p_hold_id, p_amount, coalesce(p_ref, v_hold.ref), null
    );
    update access.app_holds
    set asked = p_amount, closed_at = now()
    where account_id = p_account_id
      and id = p_hold_id;
  end if;

  return access.describe_app_hold(p_account_id, p_hold_id);
end;
$$;

revoke all on function access.settle_app_hold(uuid, uuid, uuid, ledger.microcredits, text)
from public;
grant execute on function access.settle_app_hold(uuid, uuid, uuid, ledger.microcredits, text)
to florin_service;
comment on function access.settle_app_hold is 'Charges a feature of the app, once.';

commit;
