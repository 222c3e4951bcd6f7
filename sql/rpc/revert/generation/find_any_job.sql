-- Revert florin:generation/find_any_job from pg

begin;

drop function generation.find_any_job(uuid);

commit;
