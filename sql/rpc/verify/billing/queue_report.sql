-- Verify florin:billing/queue_report on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.queue_report(access.overages)',
  'execute'
))::integer;

rollback;
