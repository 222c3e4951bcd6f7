-- Deploy florin:billing/provider_events_time to pg
-- requires: billing/provider_events

begin;

-- For billing.find_last_event. What Florin read itself says nothing of what arrived.
create index provider_events_time on billing.provider_events (provider, environment, occurred_at)
where type not like 'florin.%';

commit;
