-- Revert florin:api/cancel_job from pg

begin;

drop function api.cancel_job(uuid, uuid, uuid);

commit;
