-- Revert florin:ledger/hold_status from pg

begin;

drop type ledger.hold_status;

commit;
