-- Verify florin:generation/record_progress on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'generation.record_progress(uuid, uuid, jsonb, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'generation.record_progress(uuid, uuid, jsonb, integer)',
  'execute'
))::integer;

rollback;
