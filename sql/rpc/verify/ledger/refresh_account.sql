-- Verify florin:ledger/refresh_account on pg

begin;

select 1 / (md5(prosrc) = '732ec943e50ef7076712082ae38a7eac')::integer
from pg_catalog.pg_proc
where oid = 'ledger.refresh_account(uuid, ledger.microcredits, timestamptz)'::regprocedure;

rollback;
