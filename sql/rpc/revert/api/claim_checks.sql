-- Revert florin:api/claim_checks from pg

begin;

drop function api.claim_checks(text, integer, integer);

commit;
