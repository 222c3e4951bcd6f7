-- Revert florin:generation/forget_job from pg

begin;

drop function generation.forget_job(uuid, uuid);

commit;
