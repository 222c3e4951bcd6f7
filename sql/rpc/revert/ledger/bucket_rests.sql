-- Revert florin:ledger/bucket_rests from pg

begin;

drop view ledger.bucket_rests;

commit;
