-- Revert florin:ledger/microcredits from pg

begin;

drop domain ledger.microcredits;

commit;
