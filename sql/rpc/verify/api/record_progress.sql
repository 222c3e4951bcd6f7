-- Verify florin:api/record_progress on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.record_progress(uuid, uuid, jsonb, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.record_progress(uuid, uuid, jsonb, integer)',
  'execute'
))::integer;

rollback;
