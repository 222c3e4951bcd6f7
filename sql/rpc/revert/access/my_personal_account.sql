-- Revert florin:access/my_personal_account from pg

begin;

drop function access.my_personal_account();

commit;
