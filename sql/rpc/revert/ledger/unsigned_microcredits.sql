-- Revert florin:ledger/unsigned_microcredits from pg

begin;

drop domain ledger.unsigned_microcredits;

commit;
