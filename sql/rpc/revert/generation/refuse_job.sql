-- Revert florin:generation/refuse_job from pg

begin;

drop function generation.refuse_job(uuid);

commit;
