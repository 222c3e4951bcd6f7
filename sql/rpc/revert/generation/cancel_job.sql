-- Revert florin:generation/cancel_job from pg

begin;

drop function generation.cancel_job(uuid, uuid, uuid);

commit;
