-- Deploy florin:billing/store_event to pg
-- requires: billing/provider_events

begin;

/*
 * Keeps an event as it came, once: the same number again changes nothing. Whether it is new. A
 * worker folds it; who needs it at once folds it too, which comes to the same.
 */
create function billing.store_event(
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
-- Definer: service and workers have no right on any table.
security definer
set search_path = ''
as $$
begin
  insert into billing.provider_events (
    provider, environment, event_id, type, occurred_at, payload
  )
  values (p_provider, p_environment, p_event_id, p_type, p_occurred_at, p_payload)
  on conflict do nothing;
  return found;
end;
$$;

revoke all on function billing.store_event(text, text, text, text, timestamptz, text) from public;
grant execute on function billing.store_event(
  text, text, text, text, timestamptz, text
) to florin_service;
grant execute on function billing.store_event(
  text, text, text, text, timestamptz, text
) to florin_worker;
comment on function billing.store_event is 'Keeps an event of a store, once.';

commit;
