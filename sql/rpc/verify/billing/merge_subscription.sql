-- Verify florin:billing/merge_subscription on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.merge_subscription(text, text, text, jsonb)',
  'execute'
))::integer;

rollback;
