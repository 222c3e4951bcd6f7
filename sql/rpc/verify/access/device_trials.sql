-- Verify florin:access/device_trials on pg

begin;

select
  device_key, model_id, account_id, created_at
from access.device_trials
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.device_trials'::regclass;

rollback;
