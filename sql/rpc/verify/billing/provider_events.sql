-- Verify florin:billing/provider_events on pg

begin;

select
  provider, environment, event_id, type, occurred_at, payload, status, attempts,
  next_attempt_at, problem, received_at, folded_at
from billing.provider_events
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'billing.provider_events'::regclass;

rollback;
