-- Revert florin:api/admin_top_accounts from pg

begin;

drop function api.admin_top_accounts(integer, integer);

commit;
