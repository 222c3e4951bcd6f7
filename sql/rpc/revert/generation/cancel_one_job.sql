-- Revert florin:generation/cancel_one_job from pg

begin;

drop function generation.cancel_one_job(uuid, uuid);

commit;
