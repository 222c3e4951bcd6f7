-- Revert florin:ledger/contra_account from pg

begin;

drop type ledger.contra_account;

commit;
