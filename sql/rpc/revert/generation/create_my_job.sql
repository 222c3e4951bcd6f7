-- Revert florin:generation/create_my_job from pg

begin;

drop function generation.create_my_job(jsonb, text);

commit;
