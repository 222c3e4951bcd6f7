-- Verify florin:access/account_plans on pg

begin;

select
  account_id, plan_id, since
from access.account_plans
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.account_plans'::regclass;

rollback;
