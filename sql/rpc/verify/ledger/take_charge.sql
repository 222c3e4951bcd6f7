-- Verify florin:ledger/take_charge on pg

begin;

select 1 / (md5(prosrc) = 'ea5b0193d111b1b06dfa5c705f22920f')::integer
from pg_catalog.pg_proc
where oid = 'ledger.take_charge'::regproc;

rollback;
