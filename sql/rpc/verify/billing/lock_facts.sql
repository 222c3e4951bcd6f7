-- Verify florin:billing/lock_facts on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.lock_facts(text, text, jsonb)',
  'execute'
))::integer;

rollback;
