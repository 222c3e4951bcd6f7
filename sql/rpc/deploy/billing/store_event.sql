-- Deploy florin:billing/store_event to pg
-- requires: billing/provider_events
-- requires: audit/emit

begin;

/*
 * Keeps an event as it came, once: the same number again changes nothing. Whether it is new. A
 * worker folds it; who needs it at once folds it too, which comes to the same. What a store says of
 * overage that it cannot count concerns nobody's purchases: it is told of at once.
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
declare
  v_is_new boolean;
begin
  insert into billing.provider_events (
    provider, environment, event_id, type, occurred_at, payload
  )
  values (p_provider, p_environment, p_event_id, p_type, p_occurred_at, p_payload)
  on conflict do nothing;
  v_is_new := found;

  if v_is_new and p_type like 'v1.billing.meter.%' then
    perform audit.emit(
      '00000000-0000-0000-0000-000000000000',
      'overage_meter_failed',
      pg_catalog.jsonb_build_object(
        'provider', p_provider, 'environment', p_environment, 'event_id', p_event_id,
        'type', p_type
      )
    );
  end if;
  return v_is_new;
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
