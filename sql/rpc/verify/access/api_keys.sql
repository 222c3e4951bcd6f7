-- Verify florin:access/api_keys on pg

begin;

select
  account_id, id, user_id, name, prefix, secret_hash, scopes, expires_at, budget, budget_period,
  budget_resets_at, spent, reserved, requests_per_minute, paced_until, last_used_at, revoked_at,
  created_at
from access.api_keys
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.api_keys'::regclass;

rollback;
