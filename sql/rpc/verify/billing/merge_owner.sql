-- Verify florin:billing/merge_owner on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.merge_owner(text, text, text, text, text, jsonb)',
  'execute'
))::integer;

rollback;
