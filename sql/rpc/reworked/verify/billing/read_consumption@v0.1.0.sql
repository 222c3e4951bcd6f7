-- Verify florin:billing/read_consumption on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'billing.read_consumption(text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'billing.read_consumption(text, text)',
  'execute'
))::integer;

rollback;
