-- Verify florin:ledger/microcredits on pg

begin;

select 0::ledger.microcredits;

rollback;
