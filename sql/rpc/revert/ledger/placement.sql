-- Revert florin:ledger/placement from pg

begin;

drop type ledger.placement;

commit;
