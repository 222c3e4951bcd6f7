-- Revert florin:generation/begin_job from pg

begin;

drop function generation.begin_job(uuid, uuid, uuid, jsonb, text, bytea, uuid);

commit;
