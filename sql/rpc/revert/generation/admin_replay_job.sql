-- Revert florin:generation/admin_replay_job from pg

begin;

drop function generation.admin_replay_job(uuid);

commit;
