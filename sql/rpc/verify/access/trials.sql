-- Verify florin:access/trials on pg

begin;

select
  account_id, model_id, used, started_at, last_used_at
from access.trials
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.trials'::regclass;

rollback;
