-- Revert florin:access/my_merged_accounts from pg

begin;

drop function private.my_merged_accounts();

commit;
