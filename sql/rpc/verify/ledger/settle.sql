-- Verify florin:ledger/settle on pg

begin;

select 1 / (md5(prosrc) = '19678dab52dd974fd63b42248408f441')::integer
from pg_catalog.pg_proc
where oid = 'ledger.settle'::regproc;

rollback;
