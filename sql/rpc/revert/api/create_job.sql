-- Revert florin:api/create_job from pg

begin;

drop function api.create_job(jsonb, text);

commit;
