-- Verify florin:ledger/charge_late on pg

begin;

select 1 / (md5(prosrc) = 'f8fb6e737a73b46f5ba9f6e04c37109f')::integer
from pg_catalog.pg_proc
where oid = 'ledger.charge_late'::regproc;

rollback;
