-- Verify florin:ledger/write_off on pg

begin;

select 1 / (md5(prosrc) = 'b34fa57797fa4fbb9759408e845b8171')::integer
from pg_catalog.pg_proc
where oid = 'ledger.write_off(uuid)'::regprocedure;

rollback;
