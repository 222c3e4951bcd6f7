-- Verify florin:ledger/entry_kind on pg

begin;

select null::ledger.entry_kind;

rollback;
