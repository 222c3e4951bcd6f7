-- Revert florin:api/claim_doubts from pg

begin;

drop function api.claim_doubts(text, integer);

commit;
