-- Revert florin:api/find_job from pg

begin;

drop function api.find_job(text, text);

commit;
