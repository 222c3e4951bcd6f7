-- Verify florin:audit/dead_letters on pg

begin;

select
  id, sink, event_id, account_id, kind, payload, created_at, last_error, died_at, is_replaying
from audit.dead_letters
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'audit.dead_letters'::regclass;

rollback;
