-- Verify florin:billing/owners on pg

begin;

select
  provider, environment, kind, key, account_id, as_of, rank, event_id, fact
from billing.owners
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'billing.owners'::regclass;

rollback;
