-- Revert florin:billing/claim_events from pg

begin;

drop function billing.claim_events(integer, integer);

commit;
