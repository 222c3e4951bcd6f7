-- Verify florin:billing/merge_facts on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'billing.merge_facts(text, text, text, jsonb)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'billing.merge_facts(text, text, text, jsonb)',
  'execute'
))::integer;

rollback;
