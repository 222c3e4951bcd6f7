-- Verify florin:ledger/buckets on pg

begin;

select
  account_id, id, source, source_ref, granted, remaining, lapsed, clawed, clawed_elsewhere,
  clawback_refs, priority, effective_at, expires_at, activated_at, created_at
from ledger.buckets
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'ledger.buckets'::regclass;

rollback;
