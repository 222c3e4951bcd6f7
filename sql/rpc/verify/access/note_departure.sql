-- Verify florin:access/note_departure on pg

begin;

select 1 / (md5(prosrc) = 'ee717c0c2d4a572cec35ef09f0d26f74')::integer
from pg_catalog.pg_proc
where oid = 'access.note_departure()'::regprocedure;

rollback;
