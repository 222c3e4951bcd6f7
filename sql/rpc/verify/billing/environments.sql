-- Verify florin:billing/environments on pg

begin;

select
  provider, environment, policy, allowance
from billing.environments
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'billing.environments'::regclass;

rollback;
