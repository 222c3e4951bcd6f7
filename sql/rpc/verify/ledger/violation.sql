-- Verify florin:ledger/violation on pg

begin;

select null::ledger.violation;

rollback;
