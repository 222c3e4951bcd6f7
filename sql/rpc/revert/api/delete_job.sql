-- Revert florin:api/delete_job from pg

begin;

drop function api.delete_job(uuid, uuid, uuid);

commit;
