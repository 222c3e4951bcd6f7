-- Verify florin:ledger/verify_accounts on pg

begin;

select 1 / (md5(prosrc) = 'b65367e78c2ea6416f1093752c1bc8a8')::integer
from pg_catalog.pg_proc
where oid = 'ledger.verify_accounts(uuid)'::regprocedure;

rollback;
