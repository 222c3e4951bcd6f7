-- Deploy florin:api/rebuild_event to pg
-- requires: billing/merge_facts

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.merge_facts has the rules.
create function api.rebuild_event(
  p_provider text,
  p_environment text,
  p_event_id text,
  p_facts jsonb
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform billing.merge_facts(p_provider, p_environment, p_event_id, p_facts);
end;
$$;

revoke all on function api.rebuild_event(text, text, text, jsonb) from public;
grant execute on function api.rebuild_event(text, text, text, jsonb) to florin_worker;
comment on function api.rebuild_event is 'Takes in what an event says, during a rebuild.';

commit;
