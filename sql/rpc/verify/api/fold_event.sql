-- Verify florin:api/fold_event on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.fold_event(text, text, text, jsonb)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.fold_event(text, text, text, jsonb)',
  'execute'
))::integer;

rollback;
