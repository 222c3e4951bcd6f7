-- Verify florin:access/merges on pg

begin;

select
  account_id, into_account_id, user_id, moved, merged_at
from access.merges
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.merges'::regclass;

rollback;
