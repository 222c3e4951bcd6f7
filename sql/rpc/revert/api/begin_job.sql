-- Revert florin:api/begin_job from pg

begin;

drop function api.begin_job(uuid, uuid, uuid, jsonb, text, bytea, uuid);

commit;
