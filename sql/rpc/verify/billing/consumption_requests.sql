-- Verify florin:billing/consumption_requests on pg

begin;

select
  environment, event_id, requested_at, outcome, detail, attempts, due_at, changed_at
from billing.consumption_requests
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'billing.consumption_requests'::regclass;

rollback;
