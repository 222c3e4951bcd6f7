-- Verify florin:access/event_counts on pg

begin;

select
  account_id, minute, events
from access.event_counts
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.event_counts'::regclass;

rollback;
