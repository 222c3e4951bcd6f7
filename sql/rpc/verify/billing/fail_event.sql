-- Verify florin:billing/fail_event on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'billing.fail_event(text, text, text, text, boolean)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'billing.fail_event(text, text, text, text, boolean)',
  'execute'
))::integer;

rollback;
