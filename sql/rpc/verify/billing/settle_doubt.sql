-- Verify florin:billing/settle_doubt on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'billing.settle_doubt(text, text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'billing.settle_doubt(text, text, text)',
  'execute'
))::integer;

rollback;
