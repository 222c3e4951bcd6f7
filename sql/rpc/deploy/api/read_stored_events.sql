-- Deploy florin:api/read_stored_events to pg
-- requires: billing/read_stored_events

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.read_stored_events has the rules.
create function api.read_stored_events(
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
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select * from billing.read_stored_events(p_provider, p_environment, p_event_id, p_limit);
end;
$$;

revoke all on function api.read_stored_events(text, text, text, integer) from public;
grant execute on function api.read_stored_events(text, text, text, integer) to florin_worker;
comment on function api.read_stored_events is 'Folded events after one, in order.';

commit;
