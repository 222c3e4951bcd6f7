-- Verify florin:generation/sum_lines on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.sum_lines(uuid, uuid, jsonb)',
  'execute'
))::integer;

rollback;
