-- Revert florin:generation/park_job from pg

begin;

drop function generation.park_job(uuid, uuid);

commit;
