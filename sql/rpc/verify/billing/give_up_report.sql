-- Verify florin:billing/give_up_report on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.give_up_report(billing.overage_reports)',
  'execute'
))::integer;

rollback;
