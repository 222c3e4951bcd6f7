-- Deploy florin:api/fold_event to pg
-- requires: billing/fold_event

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.fold_event has the rules.
create function api.fold_event(p_provider text, p_environment text, p_event_id text, p_facts jsonb)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return billing.fold_event(p_provider, p_environment, p_event_id, p_facts);
end;
$$;

revoke all on function api.fold_event(text, text, text, jsonb) from public;
grant execute on function api.fold_event(text, text, text, jsonb) to florin_service;
grant execute on function api.fold_event(text, text, text, jsonb) to florin_worker;
comment on function api.fold_event is 'Takes in what an event says.';

commit;
