-- Verify florin:ledger/unsigned_microcredits on pg

begin;

select 0::ledger.unsigned_microcredits;

rollback;
