-- Verify florin:access/closures on pg

begin;

select
  account_id, user_id, closed_at
from access.closures
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.closures'::regclass;

rollback;
