-- Verify florin:generation/find_offer on pg

begin;

select 1 / (md5(prosrc) = '30f847c603bd7a5e9ee483ef631013d9')::integer
from pg_catalog.pg_proc
where oid = 'generation.find_offer'::regproc;

rollback;
