-- Verify florin:billing/fold_event on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'billing.fold_event(text, text, text, jsonb)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'billing.fold_event(text, text, text, jsonb)',
  'execute'
))::integer;

rollback;
