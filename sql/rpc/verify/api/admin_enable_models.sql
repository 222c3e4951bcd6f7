-- Verify florin:api/admin_enable_models on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'api.admin_enable_models(text[], boolean)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'api.admin_enable_models(text[], boolean)',
  'execute'
))::integer;

rollback;
