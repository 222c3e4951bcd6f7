-- Verify florin:billing/merge_payment on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.merge_payment(text, text, text, jsonb)',
  'execute'
))::integer;

rollback;
