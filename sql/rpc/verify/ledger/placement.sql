-- Verify florin:ledger/placement on pg

begin;

select null::ledger.placement;

rollback;
