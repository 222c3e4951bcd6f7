-- Verify florin:ledger/accounts on pg

begin;

select
  id, posted, held, debt, overdraft_limit, open_holds, paced_until, version, status,
  next_bucket_change_at, burning_bucket_id, created_at
from ledger.accounts
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'ledger.accounts'::regclass;

rollback;
