-- Revert florin:generation/admin_top_accounts from pg

begin;

drop function generation.admin_top_accounts(integer, integer);

commit;
