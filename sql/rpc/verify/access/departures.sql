-- Verify florin:access/departures on pg

begin;

select
  account_id, due_at
from access.departures
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.departures'::regclass;

rollback;
