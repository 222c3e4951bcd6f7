-- Verify florin:api/set_model_preferences on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'api.set_model_preferences(text, jsonb)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'api.set_model_preferences(text, jsonb)',
  'execute'
))::integer;

rollback;
