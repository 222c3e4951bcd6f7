-- Revert florin:generation/claim_job from pg

begin;

drop function generation.claim_job(uuid, uuid, text, integer);

commit;
