-- Verify florin:ledger/hold_purpose on pg

begin;

select null::ledger.hold_purpose;

rollback;
