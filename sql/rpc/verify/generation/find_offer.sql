-- Verify florin:generation/find_offer on pg

begin;

select 1 / (md5(prosrc) = '4c571690493a870df25b3bc004619408')::integer
from pg_catalog.pg_proc
where oid = 'generation.find_offer'::regproc;

rollback;
