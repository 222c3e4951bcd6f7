-- Revert florin:ledger/violation from pg

begin;

drop type ledger.violation;

commit;
