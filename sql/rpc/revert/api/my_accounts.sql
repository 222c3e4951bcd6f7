-- Revert florin:api/my_accounts from pg

begin;

drop view api.my_accounts;

commit;
