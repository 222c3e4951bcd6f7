-- Verify florin:api/read_job_versions on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.read_job_versions(uuid[], uuid[])',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.read_job_versions(uuid[], uuid[])',
  'execute'
))::integer;

rollback;
