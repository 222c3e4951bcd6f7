-- Verify florin:catalog/refuse_model on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'catalog.refuse_model(text)',
  'execute'
))::integer;

rollback;
