-- Deploy florin:audit/renumber_outbox to pg
-- requires: audit/outbox
-- requires: audit/readers
-- requires: audit/sinks

begin;

/*
 * For a database that was restored from a dump into another cluster, where transactions are
 * counted anew: gives what was written in the old one a place before everything that is written in
 * this, and each sink and reader the place where it left off. Events keep their numbers; some may
 * be told a second time, none is left out. Again, or where nothing was restored, it does no harm.
 * Returns how many events there are.
 *
 * Locks   audit.sinks, audit.readers and audit.outbox, whole
 */
create function audit.renumber_outbox()
returns bigint
language plpgsql
volatile
set search_path = ''
as $$
declare
  -- The first number that a transaction of any cluster can have.
  v_before constant xid8 := '3';
  v_count bigint;
begin
  lock table audit.sinks, audit.readers, audit.outbox in access exclusive mode;

  -- What comes after the bookmark in the old count; and, by its number, what was written since.
  update audit.sinks as s
  set
    bookmark = row(
      v_before,
      (
        select coalesce(
          min(o.id) filter (
            where (o.transaction_id, o.id) >= ((s.bookmark).transaction_id, (s.bookmark).id)
              or o.id > (s.bookmark).id
          ),
          max(o.id) + 1,
          0
        )
        from audit.outbox as o
      ),
      0
    )::audit.bookmark,
    lease = null,
    leased_until = null;

  -- Readers want to know how things are: they look at all there is, or give the oldest of it up.
  update audit.readers
  set bookmark = row(v_before, 0, 0)::audit.bookmark;

  update audit.outbox
  set transaction_id = v_before;
  get diagnostics v_count = row_count;
  return v_count;
end;
$$;

revoke all on function audit.renumber_outbox() from public;
comment on function audit.renumber_outbox is
  'After a restore into another cluster: places of the outbox in the new one''s count.';

commit;
