-- Verify florin:ledger/plan_bucket_change on pg

begin;

select 1 / (md5(prosrc) = '6ca9dce83a5281e28b60e6e733edc705')::integer
from pg_catalog.pg_proc
where oid = 'ledger.plan_bucket_change(uuid)'::regprocedure;

rollback;
