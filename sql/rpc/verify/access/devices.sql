-- Verify florin:access/devices on pg

begin;

select
  account_id, device_key, source, created_at
from access.devices
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.devices'::regclass;

rollback;
