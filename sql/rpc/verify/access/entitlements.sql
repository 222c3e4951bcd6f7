-- Verify florin:access/entitlements on pg

begin;

select
  account_id, id, kind, key, source, source_ref, valid_from, valid_until, revoked_at,
  revoked_because, created_at
from access.entitlements
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.entitlements'::regclass;

rollback;
