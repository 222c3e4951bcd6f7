-- Revert florin:api/admin_replay_job from pg

begin;

drop function api.admin_replay_job(uuid);

commit;
