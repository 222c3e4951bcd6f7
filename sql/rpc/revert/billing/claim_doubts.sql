-- Revert florin:billing/claim_doubts from pg

begin;

drop function billing.claim_doubts(text, integer);

commit;
