-- Revert florin:billing/claim_reports from pg

begin;

drop function billing.claim_reports(text, integer, integer);

commit;
