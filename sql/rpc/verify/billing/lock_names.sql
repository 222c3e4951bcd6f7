-- Verify florin:billing/lock_names on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.lock_names(text, text, text, text[])',
  'execute'
))::integer;

rollback;
