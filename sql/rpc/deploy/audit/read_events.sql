-- Deploy florin:audit/read_events to pg
-- requires: audit/describe_batch
-- requires: audit/describe_replays
-- requires: audit/pending_events

begin;

/*
 * Takes a lease on the sink, and answers what it is to be told next: letters that are being
 * replayed, else new events, at most p_limit rows of the outbox. Null: another worker has it, it
 * is not due, or there is nothing. With the answer goes the lease, which record_delivery ends; a
 * worker that dies leaves it, and after 90 s another one tells the same again. A worker stops
 * sending well before that.
 *
 * Locks   audit.sinks row
 */
create function audit.read_events(p_sink text, p_limit integer)
returns jsonb
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_sink audit.sinks;
  v_events jsonb;
  v_last text;
begin
  update audit.sinks
  set lease = pg_catalog.gen_random_uuid(), leased_until = now() + interval '90 seconds'
  where name = p_sink
    and enabled
    and next_attempt_at <= now()
    and (leased_until is null or leased_until <= now())
  returning * into v_sink;
  if not found then
    return null;
  end if;

  v_events := audit.describe_replays(p_sink, p_limit);
  if v_events is not null then
    return audit.describe_batch(v_sink, v_events, true);
  end if;

  select
    pg_catalog.jsonb_agg(
      pg_catalog.jsonb_build_object(
        'place', e.place::text, 'id', e.event_id, 'account_id', e.account_id, 'kind', e.kind,
        'payload', e.payload, 'created_at', e.created_at
      )
      order by e.place
    ) filter (where e.is_wanted),
    (pg_catalog.array_agg(e.place order by e.place desc))[1]::text
  into v_events, v_last
  -- No more than give_up looks through.
  from audit.pending_events(v_sink, least(p_limit, 1000)) as e;

  if v_events is null then
    -- Nothing, or nothing for this sink: on to what comes after it.
    update audit.sinks
    set bookmark = coalesce(v_last::audit.bookmark, bookmark), lease = null, leased_until = null
    where name = p_sink;
  end if;
  if v_last is null then
    return null;
  end if;
  return audit.describe_batch(v_sink, coalesce(v_events, '[]'), false);
end;
$$;

revoke all on function audit.read_events(text, integer) from public;
grant execute on function audit.read_events(text, integer) to florin_worker;
comment on function audit.read_events is 'Leases a sink, and answers what to tell it.';

commit;
