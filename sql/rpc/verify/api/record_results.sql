-- Verify florin:api/record_results on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.record_results(uuid, uuid, uuid, jsonb)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.record_results(uuid, uuid, uuid, jsonb)',
  'execute'
))::integer;

rollback;
