-- Verify florin:ledger/settlement on pg

begin;

select null::ledger.settlement;

rollback;
