-- Revert florin:generation/delete_job from pg

begin;

drop function generation.delete_job(uuid, uuid, uuid);

commit;
