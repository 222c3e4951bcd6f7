-- Verify florin:api/admin_model_usage on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'api.admin_model_usage(integer, numeric)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'api.admin_model_usage(integer, numeric)',
  'execute'
))::integer;

rollback;
