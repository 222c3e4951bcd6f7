-- Revert florin:api/read_job from pg

begin;

drop function api.read_job(uuid, uuid, uuid);

commit;
