-- Revert florin:api/admin_resume_account from pg

begin;

drop function api.admin_resume_account(text, text);

commit;
