-- Revert florin:api/balance from pg

begin;

drop view api.balance;

commit;
