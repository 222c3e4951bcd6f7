-- Deploy florin:ledger/place_hold to pg
-- requires: ledger/holds
-- requires: ledger/refresh_account
-- requires: ledger/refuse_amount
-- requires: ledger/admit_hold
-- requires: ledger/placement

begin;

/*
 * Reserves credits before paid work starts, so that two generations racing on one account cannot
 * both be served. The caller chooses the hold's id and settles or releases it; sweepers close what
 * a crashed process left behind. Returns what it left.
 *
 * p_max_open bounds open generations; other holds are not counted.
 * p_per_minute is the account's rate (null: none), kept as a generic cell rate: each hold moves
 * paced_until on by its share of a minute, and may not move it further than a minute ahead. So a
 * whole minute's work may come at once, and then at its pace. By the clock, not by now(): who began
 * early and waited for the row is not refused for a moment that has passed.
 *
 * A hold of nothing needs no credits, and fits an account below zero.
 *
 * Raises  FLACC unknown account · FLAMT bad amount · FLBAL not enough credits, or debt
 *         FLOPN too many open generations · FLLIM too many in this minute
 * Locks   ledger.accounts row, before anything else is read
 */
create function ledger.place_hold(
  p_account_id uuid,
  p_hold_id uuid,
  p_amount ledger.microcredits,
  p_expires_in interval,
  p_purpose ledger.hold_purpose default 'app',
  p_max_open integer default null,
  p_per_minute integer default null,
  p_refuse_in_debt boolean default false
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
  -- our write, because there is no look. One statement for both rows, since starting a second
  -- one costs as much as its write.
  with admitted as (
    update ledger.accounts
    set
      held = held + p_amount,
      open_generations = open_generations + (p_purpose = 'generation')::integer,
      paced_until = coalesce(
        greatest(paced_until, clock_timestamp()) + interval '1 minute' / p_per_minute, paced_until
      )
    where id = p_account_id
      and status = 'active'
      and (open_generations < p_max_open or p_purpose <> 'generation')
      and (posted - held + overdraft_limit >= p_amount or p_amount = 0)
      and coalesce(
        paced_until
          <= clock_timestamp() + interval '1 minute' - interval '1 minute' / p_per_minute,
        true
      )
      and (debt = 0 or not p_refuse_in_debt)
      and (next_bucket_change_at is null or next_bucket_change_at > now())
    returning id, posted - held + overdraft_limit as available, paced_until
  ), placed as (
    insert into ledger.holds (account_id, id, amount, purpose, expires_at)
    select id, p_hold_id, p_amount, p_purpose, now() + p_expires_in from admitted
  )
  select available, paced_until into v_left from admitted;

  if not found then
    -- Raises the reason, unless the buckets only had to be brought up to the clock.
    v_left := ledger.admit_hold(
      p_account_id, p_amount, p_purpose, p_max_open, p_per_minute, p_refuse_in_debt
    );
    insert into ledger.holds (account_id, id, amount, purpose, expires_at)
    values (p_account_id, p_hold_id, p_amount, p_purpose, now() + p_expires_in);
  end if;

  return v_left;
end;
$$;

revoke all on function ledger.place_hold(
  uuid, uuid, ledger.microcredits, interval, ledger.hold_purpose, integer, integer,
  boolean
) from public;
comment on function ledger.place_hold is 'Reserves credits on one account.';

commit;
