-- Revert florin:api/admin_end_job from pg

begin;

drop function api.admin_end_job(uuid, text, text);

commit;
