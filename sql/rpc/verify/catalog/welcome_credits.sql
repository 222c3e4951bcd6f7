-- Verify florin:catalog/welcome_credits on pg

begin;

select
  environment, amount, expires_after
from catalog.welcome_credits
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'catalog.welcome_credits'::regclass;

rollback;
