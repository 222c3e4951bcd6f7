-- Deploy florin:billing/fail_event to pg
-- requires: billing/provider_events
-- requires: audit/emit
-- requires: audit/retry_delay

begin;

/*
 * Notes why an event was not folded. It is tried again after a pause, unless p_is_final or after
 * three days: then it stays, failed, and is told of.
 *
 * Locks   billing.provider_events row
 */
create function billing.fail_event(
  p_provider text,
  p_environment text,
  p_event_id text,
  p_problem text,
  p_is_final boolean
)
returns void
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_delay interval := (
    select audit.retry_delay(greatest(e.attempts, 1))
    from billing.provider_events as e
    where e.provider = p_provider
      and e.environment = p_environment
      and e.event_id = p_event_id
  );
  v_event billing.provider_events;
begin
  update billing.provider_events as e
  set
    problem = left(p_problem, 2000),
    status = case when p_is_final or v_delay is null then 'failed' else 'pending' end,
    next_attempt_at = now() + coalesce(v_delay, '0')
  where e.provider = p_provider
    and e.environment = p_environment
    and e.event_id = p_event_id
    and e.status = 'pending'
  returning * into v_event;

  if v_event.status = 'failed' then
    perform audit.emit(
      '00000000-0000-0000-0000-000000000000',
      'store_event_failed',
      pg_catalog.jsonb_build_object(
        'provider', p_provider, 'environment', p_environment, 'event_id', p_event_id,
        'type', v_event.type, 'problem', v_event.problem
      )
    );
  end if;
end;
$$;

revoke all on function billing.fail_event(text, text, text, text, boolean) from public;
grant execute on function billing.fail_event(text, text, text, text, boolean) to florin_worker;
comment on function billing.fail_event is 'Notes why an event was not folded.';

commit;
