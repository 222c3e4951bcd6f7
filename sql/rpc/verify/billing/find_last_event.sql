-- Verify florin:billing/find_last_event on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'billing.find_last_event(text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'billing.find_last_event(text, text)',
  'execute'
))::integer;

rollback;
