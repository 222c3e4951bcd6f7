-- Revert florin:api/claim_events from pg

begin;

drop function api.claim_events(integer, integer);

commit;
