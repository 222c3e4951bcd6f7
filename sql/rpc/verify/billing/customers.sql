-- Verify florin:billing/customers on pg

begin;

select
  account_id, provider, environment, customer_id, created_at
from billing.customers
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'billing.customers'::regclass;

rollback;
