-- Revert florin:api/cancel_my_job from pg

begin;

drop function api.cancel_my_job(uuid);

commit;
