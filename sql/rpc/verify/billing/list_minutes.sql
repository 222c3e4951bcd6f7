-- Verify florin:billing/list_minutes on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.list_minutes(billing.overage_checks)',
  'execute'
))::integer;

rollback;
