-- Verify florin:api/admin_save_models on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'api.admin_save_models(jsonb)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'api.admin_save_models(jsonb)',
  'execute'
))::integer;

rollback;
