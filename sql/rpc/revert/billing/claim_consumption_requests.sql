-- Revert florin:billing/claim_consumption_requests from pg

begin;

drop function billing.claim_consumption_requests(integer, integer);

commit;
