-- Verify florin:access/welcomes on pg

begin;

select
  account_id, environment, amount, check_id, given_at
from access.welcomes
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.welcomes'::regclass;

rollback;
