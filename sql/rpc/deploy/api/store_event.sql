-- Deploy florin:api/store_event to pg
-- requires: billing/store_event

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.store_event has the rules.
create function api.store_event(
  p_provider text,
  p_environment text,
  p_event_id text,
  p_type text,
  p_occurred_at timestamptz,
  p_payload text
)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
begin
  return billing.store_event(
    p_provider, p_environment, p_event_id, p_type, p_occurred_at, p_payload
  );
end;
$$;

revoke all on function api.store_event(text, text, text, text, timestamptz, text) from public;
grant execute on function api.store_event(
  text, text, text, text, timestamptz, text
) to florin_service;
grant execute on function api.store_event(
  text, text, text, text, timestamptz, text
) to florin_worker;
comment on function api.store_event is 'Keeps an event of a store; whether it is new.';

commit;
