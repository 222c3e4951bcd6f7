-- Verify florin:access/device_turns on pg

begin;

select
  environment, number, check_id, ends_at
from access.device_turns
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.device_turns'::regclass;

rollback;
