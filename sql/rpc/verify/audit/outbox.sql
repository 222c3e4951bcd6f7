-- Verify florin:audit/outbox on pg

begin;

select
  account_id, id, kind, payload, transaction_id, created_at
from audit.outbox
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'audit.outbox'::regclass;

rollback;
