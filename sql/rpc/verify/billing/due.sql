-- Verify florin:billing/due on pg

begin;

select
  account_id, due_at
from billing.due
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'billing.due'::regclass;

rollback;
