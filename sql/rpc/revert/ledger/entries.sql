-- Revert florin:ledger/entries from pg

begin;

drop table ledger.entries;

commit;
