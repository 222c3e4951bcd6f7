-- Revert florin:ledger/holds from pg

begin;

drop table ledger.holds;

commit;
