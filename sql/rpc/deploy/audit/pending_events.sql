-- Deploy florin:audit/pending_events to pg
-- requires: audit/expand_event
-- requires: audit/outbox
-- requires: audit/sinks

begin;

/*
 * What p_limit rows of the outbox after the sink's bookmark tell, in order. Only rows of
 * transactions older than every open one: a transaction that commits late is waited for, so
 * nothing is written behind the bookmark. The bookmark's own row may have told a part only.
 * Events that the sink does not want are there too: the bookmark passes over them.
 */
create function audit.pending_events(p_sink audit.sinks, p_limit integer)
returns table (
  place audit.bookmark,
  event_id text,
  account_id uuid,
  kind text,
  payload jsonb,
  created_at timestamptz,
  is_wanted boolean
)
language sql
stable
set search_path = ''
as $$
  select
    row(o.transaction_id, o.id, e.part)::audit.bookmark,
    o.id || '-' || e.kind,
    o.account_id,
    e.kind,
    e.payload,
    o.created_at,
    p_sink.kinds is null or e.kind = any(p_sink.kinds)
  from (
    select *
    from audit.outbox
    where (transaction_id, id)
        >= ((p_sink.bookmark).transaction_id, (p_sink.bookmark).id)
      and transaction_id < pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())
    order by transaction_id, id
    limit p_limit
  ) as o
  cross join lateral audit.expand_event(o.account_id, o.kind, o.payload) as e
  where row(o.transaction_id, o.id, e.part)::audit.bookmark > p_sink.bookmark
  order by o.transaction_id, o.id, e.part;
$$;

revoke all on function audit.pending_events(audit.sinks, integer) from public;
comment on function audit.pending_events is 'What a sink is to be told next.';

commit;
