-- Revert florin:ledger/accounts from pg

begin;

drop table ledger.accounts;

commit;
