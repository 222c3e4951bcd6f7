-- Revert florin:generation/admin_end_job from pg

begin;

drop function generation.admin_end_job(uuid, text, text);

commit;
