-- Deploy florin:billing/claim_events to pg
-- requires: billing/provider_events

begin;

/*
 * Leases at most p_limit events that are to be folded. A worker that dies leaves its lease; after
 * p_lease_s seconds another one takes the event.
 *
 * Locks   billing.provider_events rows, skipping locked ones
 */
create function billing.claim_events(p_limit integer, p_lease_s integer)
returns table (
  provider text,
  environment text,
  event_id text,
  type text,
  occurred_at timestamptz,
  payload text,
  attempts integer
)
language sql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
  update billing.provider_events as e
  set attempts = e.attempts + 1, next_attempt_at = now() + interval '1 second' * p_lease_s
  from (
    select o.provider, o.environment, o.event_id
    from billing.provider_events as o
    where o.status = 'pending'
      and o.next_attempt_at <= now()
    order by o.next_attempt_at
    limit p_limit
    for update skip locked
  ) as d
  where (e.provider, e.environment, e.event_id) = (d.provider, d.environment, d.event_id)
  returning
    e.provider, e.environment, e.event_id, e.type, e.occurred_at, e.payload, e.attempts;
$$;

revoke all on function billing.claim_events(integer, integer) from public;
grant execute on function billing.claim_events(integer, integer) to florin_worker;
comment on function billing.claim_events is 'Leases events that are to be folded.';

commit;
