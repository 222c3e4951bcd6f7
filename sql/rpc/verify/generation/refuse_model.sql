-- Verify florin:generation/refuse_model on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.refuse_model(text, text)',
  'execute'
))::integer;

rollback;
