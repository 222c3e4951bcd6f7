-- Revert florin:generation/delete_my_job from pg

begin;

drop function generation.delete_my_job(uuid);

commit;
