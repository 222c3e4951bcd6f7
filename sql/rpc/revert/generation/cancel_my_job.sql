-- Revert florin:generation/cancel_my_job from pg

begin;

drop function generation.cancel_my_job(uuid);

commit;
