-- Verify florin:catalog/list_models on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'catalog.list_models(uuid, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'catalog.list_models(uuid, uuid)',
  'execute'
))::integer;

rollback;
