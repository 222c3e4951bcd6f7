-- Revert florin:generation/drop_job from pg

begin;

drop function generation.drop_job(uuid, uuid);

commit;
