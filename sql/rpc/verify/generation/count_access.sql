-- Verify florin:generation/count_access on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.count_access()',
  'execute'
))::integer;

rollback;
