-- Deploy florin:access/count_event to pg
-- requires: access/event_counts

begin;

/*
 * Counts one event that a client causes, and refuses the 61st of a minute: nobody fills the outbox
 * by calling.
 *
 * Raises  FLLIM 60 in this minute already
 * Locks   access.event_counts row
 */
create function access.count_event(p_account_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_minute timestamptz := date_trunc('minute', now());
begin
  -- One conditional upsert is the lock, the count and the decision. A transaction that began in an
  -- earlier minute counts in the row's own, which never goes back.
  insert into access.event_counts as c (account_id, minute, events)
  values (p_account_id, v_minute, 1)
  on conflict (account_id) do update
  set
    events = case when excluded.minute > c.minute then 1 else c.events + 1 end,
    minute = greatest(excluded.minute, c.minute)
  where excluded.minute > c.minute or c.events < 60;
  if found then
    return;
  end if;

  raise exception '60 events a minute are allowed' using
    errcode = 'FLLIM',
    detail = pg_catalog.json_build_object(
      'limit_source', 'events_per_minute', 'limit', 60, 'remaining', 0,
      'resets_at', v_minute + interval '1 minute',
      'retry_after_s',
      greatest(ceil(extract(epoch from v_minute + interval '1 minute' - clock_timestamp())), 1)
    )::text,
    hint = 'Wait a minute, then try again.';
end;
$$;

revoke all on function access.count_event(uuid) from public;
comment on function access.count_event is 'Counts one event of a client against its bound.';

commit;
