-- Verify florin:generation/read_line on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.read_line(jsonb)',
  'execute'
))::integer;

rollback;
