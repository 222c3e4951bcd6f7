-- Revert florin:ledger/buckets from pg

begin;

drop table ledger.buckets;

commit;
