-- Verify florin:billing/report_window on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.report_window()',
  'execute'
))::integer;

rollback;
