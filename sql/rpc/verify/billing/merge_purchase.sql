-- Verify florin:billing/merge_purchase on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.merge_purchase(text, text, text, jsonb)',
  'execute'
))::integer;

rollback;
