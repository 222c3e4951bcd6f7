-- Deploy florin:access/settle_key to pg
-- requires: access/api_keys
-- requires: access/next_budget_reset

begin;

/*
 * Turns a generation's reservation into what it was charged. The charge counts in the budget
 * period in which it is made: had it been left in the one before, the new one would begin with
 * more than its budget. Works for keys that have ended; nothing happens where the key is gone.
 * Not idempotent: once per generation, in the transaction that closes it.
 *
 * Locks   access.api_keys row, after the account's
 */
create function access.settle_key(
  p_account_id uuid,
  p_key_id uuid,
  p_reserved ledger.microcredits,
  p_charged ledger.microcredits
)
returns void
language plpgsql
volatile
-- No search_path: it runs under that of the definer that called it (decision 19).
as $$
begin
  update access.api_keys
  set
    -- Never below zero: a correction after the fact may come without a reservation.
    reserved = greatest(reserved - p_reserved, 0),
    spent = greatest(
      case when budget_resets_at <= now() then 0 else spent end + p_charged, 0
    ),
    budget_resets_at = case
      when budget_resets_at <= now() then access.next_budget_reset(budget_period)
      else budget_resets_at
    end
  where account_id = p_account_id
    and id = p_key_id;
end;
$$;

revoke all on function access.settle_key(
  uuid, uuid, ledger.microcredits, ledger.microcredits
) from public;
comment on function access.settle_key is 'Turns a reservation into what was charged.';

commit;
