-- Deploy florin:ledger/hold_credits to pg
-- requires: ledger/refuse_amount
-- requires: ledger/admit
-- requires: ledger/placement

begin;

/*
 * Reserves credits before paid work starts, so that two generations racing on one account cannot
 * both be served. The caller writes what holds them, in the same transaction: see
 * ledger.open_holds. Returns what is left.
 *
 * p_max_open bounds open generations, and says that this is one; null is other work, which is not
 * counted. p_per_minute is the account's rate (null: none), kept as a generic cell rate: each
 * reservation moves paced_until on by its share of a minute, and may not move it further than a
 * minute ahead. So a whole minute's work may come at once, and then at its pace. By the clock, not
 * by now(): who began early and waited for the row is not refused for a moment that has passed.
 *
 * Reserving nothing needs no credits, and fits an account below zero.
 *
 * Raises  FLACC unknown account · FLAMT bad amount · FLBAL not enough credits, or debt
 *         FLOPN too many open generations · FLLIM too many in this minute
 * Locks   ledger.accounts row, before anything else is read
 */
create function ledger.hold_credits(
  p_account_id uuid,
  p_amount ledger.microcredits,
  p_max_open integer,
  p_per_minute integer,
  p_refuse_in_debt boolean
)
returns ledger.placement
language plpgsql
volatile
-- No search_path: it runs under that of the definer that called it (decision 19).
as $$
declare
  v_left ledger.placement;
begin
  if p_amount is null or p_amount < 0 then
    perform ledger.refuse_amount(p_amount, 'a hold is not negative');
  end if;

  -- One conditional update is the lock and the decision: nobody can spend between our look and
  -- our write, because there is no look.
  update ledger.accounts
  set
    held = held + p_amount,
    open_generations = open_generations + (p_max_open is not null)::integer,
    paced_until = coalesce(
      greatest(paced_until, clock_timestamp()) + interval '1 minute' / p_per_minute, paced_until
    )
  where id = p_account_id
    and status = 'active'
    and (open_generations < p_max_open or p_max_open is null)
    and (posted - held + overdraft_limit >= p_amount or p_amount = 0)
    and coalesce(
      paced_until
        <= clock_timestamp() + interval '1 minute' - interval '1 minute' / p_per_minute,
      true
    )
    and (debt = 0 or not p_refuse_in_debt)
    and (next_bucket_change_at is null or next_bucket_change_at > now())
  returning posted - held + overdraft_limit, paced_until into v_left;

  if not found then
    -- Raises the reason, unless the buckets only had to be brought up to the clock.
    v_left := ledger.admit(p_account_id, p_amount, p_max_open, p_per_minute, p_refuse_in_debt);
  end if;

  return v_left;
end;
$$;

revoke all on function ledger.hold_credits(uuid, ledger.microcredits, integer, integer, boolean)
from public;
comment on function ledger.hold_credits is 'Reserves credits of one account.';

commit;
