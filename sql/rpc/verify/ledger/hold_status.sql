-- Verify florin:ledger/hold_status on pg

begin;

select null::ledger.hold_status;

rollback;
