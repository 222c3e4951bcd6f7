-- Revert florin:ledger/entry_kind from pg

begin;

drop type ledger.entry_kind;

commit;
