-- Revert florin:generation/delete_one_job from pg

begin;

drop function generation.delete_one_job(uuid, uuid);

commit;
