-- Revert florin:access/admin_suspend_account from pg

begin;

drop function access.admin_suspend_account(text, text);

commit;
