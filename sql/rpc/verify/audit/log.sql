-- Verify florin:audit/log on pg

begin;

select
  id, at, actor_id, action, target, account_id, before, after
from audit.log
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'audit.log'::regclass;

rollback;
