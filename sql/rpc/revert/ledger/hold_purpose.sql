-- Revert florin:ledger/hold_purpose from pg

begin;

drop type ledger.hold_purpose;

commit;
