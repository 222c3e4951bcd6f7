-- Verify florin:access/attested_keys on pg

begin;

select
  key_id, environment, public_key, counter, receipt, account_id, created_at, used_at
from access.attested_keys
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.attested_keys'::regclass;

rollback;
