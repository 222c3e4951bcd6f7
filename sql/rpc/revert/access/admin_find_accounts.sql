-- Revert florin:access/admin_find_accounts from pg

begin;

drop function access.admin_find_accounts(text, integer);

commit;
