-- Verify florin:ledger/entries on pg

begin;

select
  account_id, version, amount, posted_after, kind, contra, hold_id, ref, usage_source,
  created_at
from ledger.entries
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'ledger.entries'::regclass;

rollback;
