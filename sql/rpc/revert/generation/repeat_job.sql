-- Revert florin:generation/repeat_job from pg

begin;

drop function generation.repeat_job(uuid, uuid, text, bytea);

commit;
