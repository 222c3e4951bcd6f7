-- Revert florin:api/delete_my_job from pg

begin;

drop function api.delete_my_job(uuid);

commit;
