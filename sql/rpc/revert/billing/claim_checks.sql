-- Revert florin:billing/claim_checks from pg

begin;

drop function billing.claim_checks(text, integer, integer);

commit;
