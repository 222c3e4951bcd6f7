-- Deploy florin:audit/give_up to pg
-- requires: audit/dead_letters
-- requires: audit/pending_events

begin;

/*
 * Puts the next event of a sink among its dead letters, and its bookmark after it.
 *
 * Locks   audit.sinks row, held by the caller
 */
create function audit.give_up(p_sink audit.sinks, p_error text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_place text;
begin
  with failed as (
    select *
    from audit.pending_events(p_sink, 1000)
    where is_wanted
    order by place
    limit 1
  ),
  buried as (
    insert into audit.dead_letters (
      sink, event_id, account_id, kind, payload, created_at, last_error
    )
    select p_sink.name, event_id, account_id, kind, payload, created_at, p_error
    from failed
    -- It may have died before: the bookmark can be set back by hand.
    on conflict (sink, event_id) do update set last_error = excluded.last_error
  )
  select place::text into v_place from failed;

  -- The next event has all its tries before it.
  update audit.sinks
  set
    bookmark = coalesce(v_place::audit.bookmark, bookmark),
    attempts = 0,
    next_attempt_at = now()
  where name = p_sink.name;
end;
$$;

revoke all on function audit.give_up(audit.sinks, text) from public;
comment on function audit.give_up is 'Buries the event that a sink does not take.';

commit;
