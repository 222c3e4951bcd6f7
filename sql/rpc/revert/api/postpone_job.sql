-- Revert florin:api/postpone_job from pg

begin;

drop function api.postpone_job(uuid, uuid, uuid, double precision, text, boolean);

commit;
