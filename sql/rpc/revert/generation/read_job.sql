-- Revert florin:generation/read_job from pg

begin;

drop function generation.read_job(uuid, uuid, uuid);

commit;
