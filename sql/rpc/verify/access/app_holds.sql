-- Verify florin:access/app_holds on pg

begin;

select
  account_id, id, request_hash, ref, asked, created_at, closed_at
from access.app_holds
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.app_holds'::regclass;

rollback;
