-- Revert florin:api/finish_job from pg

begin;

drop function api.finish_job(uuid, uuid, text, jsonb, jsonb, text);

commit;
