-- Revert florin:ledger/account_status from pg

begin;

drop type ledger.account_status;

commit;
