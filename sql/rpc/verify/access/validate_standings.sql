-- Verify florin:access/validate_standings on pg

begin;

select 1 / (count(*) = 2)::integer
from pg_catalog.pg_constraint
where conrelid = 'access.standings'::regclass and contype = 'f' and convalidated;

rollback;
