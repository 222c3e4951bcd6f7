-- Verify florin:audit/readers on pg

begin;

select
  name, bookmark
from audit.readers
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'audit.readers'::regclass;

rollback;
