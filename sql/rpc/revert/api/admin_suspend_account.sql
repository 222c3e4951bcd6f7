-- Revert florin:api/admin_suspend_account from pg

begin;

drop function api.admin_suspend_account(text, text);

commit;
