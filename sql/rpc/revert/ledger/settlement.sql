-- Revert florin:ledger/settlement from pg

begin;

drop type ledger.settlement;

commit;
