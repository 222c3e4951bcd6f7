-- Revert florin:api/claim_reports from pg

begin;

drop function api.claim_reports(text, integer, integer);

commit;
