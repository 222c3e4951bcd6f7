-- Verify florin:ledger/grant_credits on pg

begin;

select 1 / (md5(prosrc) = 'd9ff382dc2fb2dc11268d7424d0b7491')::integer
from pg_catalog.pg_proc
where oid = 'ledger.grant_credits'::regproc;

rollback;
