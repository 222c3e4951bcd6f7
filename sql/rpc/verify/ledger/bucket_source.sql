-- Verify florin:ledger/bucket_source on pg

begin;

select null::ledger.bucket_source;

rollback;
