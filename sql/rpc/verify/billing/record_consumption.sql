-- Verify florin:billing/record_consumption on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'billing.record_consumption(text, text, text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'billing.record_consumption(text, text, text, text)',
  'execute'
))::integer;

rollback;
