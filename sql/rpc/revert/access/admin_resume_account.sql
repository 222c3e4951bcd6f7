-- Revert florin:access/admin_resume_account from pg

begin;

drop function access.admin_resume_account(text, text);

commit;
