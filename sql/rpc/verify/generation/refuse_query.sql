-- Verify florin:generation/refuse_query on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.refuse_query(text)',
  'execute'
))::integer;

rollback;
