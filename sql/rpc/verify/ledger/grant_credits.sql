-- Verify florin:ledger/grant_credits on pg

begin;

select 1 / (md5(prosrc) = '3dba5c4c92c8e470d4d51e30efdc0151')::integer
from pg_catalog.pg_proc
where oid = 'ledger.grant_credits'::regproc;

rollback;
