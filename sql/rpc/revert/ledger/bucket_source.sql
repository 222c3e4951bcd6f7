-- Revert florin:ledger/bucket_source from pg

begin;

drop type ledger.bucket_source;

commit;
