-- Revert florin:api/admin_find_accounts from pg

begin;

drop function api.admin_find_accounts(text, integer);

commit;
