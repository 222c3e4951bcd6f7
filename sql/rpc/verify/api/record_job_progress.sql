-- Verify florin:api/record_job_progress on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.record_job_progress(uuid, uuid, text, integer, double precision)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.record_job_progress(uuid, uuid, text, integer, double precision)',
  'execute'
))::integer;

rollback;
