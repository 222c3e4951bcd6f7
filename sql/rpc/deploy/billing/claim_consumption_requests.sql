-- Deploy florin:billing/claim_consumption_requests to pg
-- requires: billing/consumption_requests

begin;

/*
 * Consumption requests to answer now: up to p_limit, kept from other workers for p_lease_s. What
 * Apple asked more than 12 hours ago it does not listen to any more.
 *
 * Locks   the claimed billing.consumption_requests rows, those of other workers left out
 */
create function billing.claim_consumption_requests(p_limit integer, p_lease_s integer)
returns jsonb
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_claimed jsonb;
begin
  insert into billing.consumption_requests (environment, event_id, requested_at)
  select e.environment, e.event_id, e.occurred_at
  from billing.provider_events as e
  where e.provider = 'apple'
    and e.type = 'CONSUMPTION_REQUEST'
    and e.occurred_at > now() - interval '12 hours'
  on conflict do nothing;

  update billing.consumption_requests
  set outcome = 'expired', changed_at = now()
  where outcome = 'waiting' and requested_at < now() - interval '12 hours';

  with claimed as (
    update billing.consumption_requests as c
    set due_at = now() + pg_catalog.make_interval(secs => p_lease_s),
      attempts = c.attempts + 1
    from (
      select d.environment, d.event_id
      from billing.consumption_requests as d
      where d.outcome = 'waiting' and d.due_at <= now()
      order by d.due_at
      limit p_limit
      for update skip locked
    ) as due
    where c.environment = due.environment and c.event_id = due.event_id
    returning c.environment, c.event_id
  )
  select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
    'environment', claimed.environment, 'event_id', claimed.event_id, 'payload', e.payload
  ))
  into v_claimed
  from claimed
  join billing.provider_events as e
    on e.provider = 'apple'
    and e.environment = claimed.environment
    and e.event_id = claimed.event_id;

  return coalesce(v_claimed, '[]');
end;
$$;

revoke all on function billing.claim_consumption_requests(integer, integer) from public;
grant execute on function billing.claim_consumption_requests(integer, integer) to florin_worker;
comment on function billing.claim_consumption_requests is 'Leases consumption requests.';

commit;
