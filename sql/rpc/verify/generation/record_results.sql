-- Verify florin:generation/record_results on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'generation.record_results(uuid, uuid, uuid, jsonb)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'generation.record_results(uuid, uuid, uuid, jsonb)',
  'execute'
))::integer;

rollback;
