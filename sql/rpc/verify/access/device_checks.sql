-- Verify florin:access/device_checks on pg

begin;

select
  account_id, id, environment, state, token_hash, token, attempts, granted, created_at,
  setting_since, closed_at
from access.device_checks
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.device_checks'::regclass;

rollback;
