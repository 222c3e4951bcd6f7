-- Revert florin:billing/provider_events from pg

begin;

drop table billing.provider_events;

commit;
