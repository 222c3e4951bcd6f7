-- Revert florin:api/delete_my_account from pg

begin;

drop function api.delete_my_account();

commit;
