-- Verify florin:billing/merge_reversal on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.merge_reversal(text, text, text, jsonb)',
  'execute'
))::integer;

rollback;
