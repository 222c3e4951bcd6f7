-- Verify florin:api/record_model_event on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'api.record_model_event(text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'api.record_model_event(text, text)',
  'execute'
))::integer;

rollback;
