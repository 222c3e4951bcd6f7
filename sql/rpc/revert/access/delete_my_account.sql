-- Revert florin:access/delete_my_account from pg

begin;

drop function access.delete_my_account();

commit;
