-- Deploy florin:audit/clean_outbox to pg
-- requires: audit/outbox
-- requires: audit/readers
-- requires: audit/sinks

begin;

/*
 * Deletes events that every sink has passed; and, after a week, those that only disabled sinks, or
 * none at all, have not. What an enabled sink has yet to be told is kept, however long it takes;
 * what a reader has yet to see, five minutes: readers follow within a second, or give it up.
 * Looks at the oldest p_limit rows only. Returns how many it deleted; call again until it is less
 * than the limit.
 *
 * Locks   audit.outbox rows, skipping locked ones
 */
create function audit.clean_outbox(p_limit integer)
returns integer
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_passed audit.bookmark;
  v_wanted audit.bookmark;
  v_read audit.bookmark;
  v_count integer;
begin
  -- The row of a bookmark may have parts left to tell, so it stays until the next is reached.
  v_passed := (select bookmark from audit.sinks order by bookmark limit 1);
  v_wanted := (select bookmark from audit.sinks where enabled order by bookmark limit 1);
  v_read := (select bookmark from audit.readers order by bookmark limit 1);

  delete from audit.outbox as o
  using (
    select transaction_id, id
    from audit.outbox
    order by transaction_id, id
    limit p_limit
    for update skip locked
  ) as oldest
  where o.transaction_id = oldest.transaction_id
    and o.id = oldest.id
    and (
      v_read is null
      or (o.transaction_id, o.id) <= ((v_read).transaction_id, (v_read).id)
      or o.created_at < now() - interval '5 minutes'
    )
    and (
      (o.transaction_id, o.id) < ((v_passed).transaction_id, (v_passed).id)
      or (
        o.created_at < now() - interval '7 days'
        and (
          v_wanted is null
          or (o.transaction_id, o.id) < ((v_wanted).transaction_id, (v_wanted).id)
        )
      )
    );
  get diagnostics v_count = row_count;
  return v_count;
end;
$$;

revoke all on function audit.clean_outbox(integer) from public;
grant execute on function audit.clean_outbox(integer) to florin_worker;
comment on function audit.clean_outbox is 'Deletes events that were delivered, in batches.';

commit;
