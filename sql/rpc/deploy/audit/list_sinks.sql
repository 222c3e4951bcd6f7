-- Deploy florin:audit/list_sinks to pg
-- requires: audit/dead_letters
-- requires: audit/pending_events

begin;

/*
 * Names and kinds of the sinks that have something to be told, and may be tried now. Reads only,
 * so that asking every second writes nothing.
 */
create function audit.list_sinks()
returns jsonb
language sql
stable
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
  select coalesce(
    pg_catalog.jsonb_agg(
      pg_catalog.jsonb_build_object('name', s.name, 'kind', s.kind) order by s.name
    ),
    '[]'
  )
  from audit.sinks as s
  where s.enabled
    and s.next_attempt_at <= now()
    and (s.leased_until is null or s.leased_until <= now())
    and (
      -- The bookmark's own row, and the one after it.
      exists (select from audit.pending_events(s, 2))
      or exists (select from audit.dead_letters as d where d.sink = s.name and d.is_replaying)
    );
$$;

revoke all on function audit.list_sinks() from public;
grant execute on function audit.list_sinks() to florin_worker;
comment on function audit.list_sinks is 'The sinks that have something to be told now.';

commit;
