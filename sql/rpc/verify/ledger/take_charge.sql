-- Verify florin:ledger/take_charge on pg

begin;

select 1 / (md5(prosrc) = '61473ad7243c023210ae6878445b7ddb')::integer
from pg_catalog.pg_proc
where oid = 'ledger.take_charge'::regproc;

rollback;
