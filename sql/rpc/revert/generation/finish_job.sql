-- Revert florin:generation/finish_job from pg

begin;

drop function generation.finish_job(uuid, uuid, text, jsonb, jsonb, text, integer);

commit;
