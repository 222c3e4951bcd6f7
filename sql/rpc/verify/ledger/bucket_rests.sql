-- Verify florin:ledger/bucket_rests on pg

begin;

select * from ledger.bucket_rests where false;

select 1 / (not has_table_privilege('authenticated', 'ledger.bucket_rests', 'select'))::integer;

rollback;
