-- Revert florin:access/find_user_account from pg

begin;

drop function access.find_user_account(text);

commit;
