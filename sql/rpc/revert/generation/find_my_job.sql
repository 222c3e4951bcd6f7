-- Revert florin:generation/find_my_job from pg

begin;

drop function generation.find_my_job(uuid);

commit;
