-- Verify florin:catalog/rebuild_offers on pg

begin;

select 1 / (md5(prosrc) = '1926965377ff70a7492148080fbc5d0f')::integer
from pg_catalog.pg_proc
where oid = 'catalog.rebuild_offers()'::regprocedure;

rollback;
