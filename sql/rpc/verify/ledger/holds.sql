-- Verify florin:ledger/holds on pg

begin;

select
  account_id, id, amount, settled, status, expires_at, created_at, closed_at
from ledger.holds
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'ledger.holds'::regclass;

rollback;
