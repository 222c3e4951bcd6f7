-- Deploy florin:generation/close_days to pg
-- requires: generation/due_roll_ups
-- requires: generation/roll_up_progress
-- requires: generation/daily_usage
-- requires: generation/generations

begin;

/*
 * Makes the sums of days older than 90 days final, once nothing of them is still to be summed up or
 * running. 90 days: somebody who disputes a charge does so within a statement or two; after that
 * the ledger's entry says what was charged, and the day's sums what for.
 *
 * Locks   nothing: the caller holds the generation.roll_up_progress row
 */
create function generation.close_days()
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_until date := (now() at time zone 'UTC')::date - 90;
begin
  update generation.roll_up_progress
  set closed_before = v_until
  where closed_before < v_until
    and marked_until >= v_until::timestamp at time zone 'UTC'
    -- The first by its index: a plan made once would look through all of them for an earlier one.
    and coalesce((select min(d.day) from generation.due_roll_ups as d) >= v_until, true)
    and not exists (
      select
      from generation.generations as g
      where g.finished_at is null
        and g.created_at < v_until::timestamp at time zone 'UTC'
    );
end;
$$;

revoke all on function generation.close_days() from public;
comment on function generation.close_days is 'Makes the sums of old days final.';

commit;
