-- Verify florin:catalog/tell_of_model on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'catalog.tell_of_model()',
  'execute'
))::integer;

rollback;
