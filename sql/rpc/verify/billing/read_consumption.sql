-- Verify florin:billing/read_consumption on pg

begin;

select 1 / (md5(prosrc) = 'a8bbca915a15a43090c491fb5488a0a8')::integer
from pg_catalog.pg_proc
where oid = 'billing.read_consumption(text, text)'::regprocedure;

rollback;
