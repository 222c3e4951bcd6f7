-- Verify florin:api/list_served_models on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.list_served_models()',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.list_served_models()',
  'execute'
))::integer;

rollback;
