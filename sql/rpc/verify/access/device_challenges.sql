-- Verify florin:access/device_challenges on pg

begin;

select
  account_id, challenge_hash, key_id, expires_at, created_at
from access.device_challenges
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.device_challenges'::regclass;

rollback;
