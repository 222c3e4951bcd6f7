-- Verify florin:catalog/save_model on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'catalog.save_model(jsonb)',
  'execute'
))::integer;

rollback;
