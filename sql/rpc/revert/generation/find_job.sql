-- Revert florin:generation/find_job from pg

begin;

drop function generation.find_job(text, text);

commit;
