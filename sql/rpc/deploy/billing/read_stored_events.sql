-- Deploy florin:billing/read_stored_events to pg
-- requires: billing/provider_events

begin;

/*
 * At most p_limit events that were folded, after one of them in order of their numbers. Null event:
 * from the first on.
 */
create function billing.read_stored_events(
  p_provider text,
  p_environment text,
  p_event_id text,
  p_limit integer
)
returns table (
  provider text,
  environment text,
  event_id text,
  type text,
  occurred_at timestamptz,
  payload text
)
language sql
stable
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
  select e.provider, e.environment, e.event_id, e.type, e.occurred_at, e.payload
  from billing.provider_events as e
  where e.status = 'folded'
    and (
      p_event_id is null
      or (e.provider, e.environment, e.event_id) > (p_provider, p_environment, p_event_id)
    )
  order by e.provider, e.environment, e.event_id
  limit p_limit;
$$;

revoke all on function billing.read_stored_events(text, text, text, integer) from public;
grant execute on function billing.read_stored_events(text, text, text, integer) to florin_worker;
comment on function billing.read_stored_events is 'Folded events after one, in order.';

commit;
