-- Verify florin:access/members on pg

begin;

select
  account_id, user_id, role, is_personal, is_anonymous, created_at
from access.members
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.members'::regclass;

rollback;
