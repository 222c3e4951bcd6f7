-- Verify florin:audit/sinks on pg

begin;

select
  name, kind, url, kinds, secret_env, enabled, bookmark, attempts, next_attempt_at, last_error,
  lease, leased_until, created_at
from audit.sinks
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'audit.sinks'::regclass;

rollback;
