-- Revert florin:ledger/open_holds from pg

begin;

drop view ledger.open_holds;

commit;
