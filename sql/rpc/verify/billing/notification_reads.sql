-- Verify florin:billing/notification_reads on pg

begin;

select
  provider, environment, read_up_to, window_end, page_token, only_failures, due_at, lease,
  last_problem
from billing.notification_reads
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'billing.notification_reads'::regclass;

rollback;
