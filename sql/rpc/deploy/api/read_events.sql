-- Deploy florin:api/read_events to pg
-- requires: audit/read_events

begin;

-- Thin and security invoker, as the exposed schema asks.
-- audit.read_events has the rules.
create function api.read_events(p_sink text, p_limit integer)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return audit.read_events(p_sink, p_limit);
end;
$$;

revoke all on function api.read_events(text, integer) from public;
grant execute on function api.read_events(text, integer) to florin_worker;
comment on function api.read_events is
  'Leases a sink, and answers what to tell it.';

commit;
