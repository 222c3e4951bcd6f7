-- Verify florin:generation/end_job on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.end_job(uuid, uuid, generation.job_status, jsonb, jsonb, text, integer)',
  'execute'
))::integer;

rollback;
