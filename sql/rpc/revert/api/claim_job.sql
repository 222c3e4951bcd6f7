-- Revert florin:api/claim_job from pg

begin;

drop function api.claim_job(uuid, uuid, text, integer);

commit;
