-- Verify florin:generation/roll_up on pg

begin;

select 1 / (md5(prosrc) = 'fd8c354ccadde351970712097931dcf6')::integer
from pg_catalog.pg_proc
where oid = 'generation.roll_up(integer)'::regprocedure;

rollback;
