-- Verify florin:billing/fail_report on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'billing.fail_report(uuid, bigint, text, boolean)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'billing.fail_report(uuid, bigint, text, boolean)',
  'execute'
))::integer;

rollback;
