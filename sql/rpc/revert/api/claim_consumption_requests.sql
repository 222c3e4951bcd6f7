-- Revert florin:api/claim_consumption_requests from pg

begin;

drop function api.claim_consumption_requests(integer, integer);

commit;
