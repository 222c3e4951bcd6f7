-- Revert florin:access/my_accounts from pg

begin;

drop function private.my_accounts();

commit;
