-- Deploy florin:api/claim_events to pg
-- requires: billing/claim_events

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.claim_events has the rules.
create function api.claim_events(p_limit integer, p_lease_s integer)
returns table (
  provider text,
  environment text,
  event_id text,
  type text,
  occurred_at timestamptz,
  payload text,
  attempts integer
)
language plpgsql
volatile
set search_path = ''
as $$
begin
  return query select * from billing.claim_events(p_limit, p_lease_s);
end;
$$;

revoke all on function api.claim_events(integer, integer) from public;
grant execute on function api.claim_events(integer, integer) to florin_worker;
comment on function api.claim_events is 'Leases events that are to be folded.';

commit;
