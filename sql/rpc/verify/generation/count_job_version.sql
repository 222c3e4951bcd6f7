-- Verify florin:generation/count_job_version on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.count_job_version()',
  'execute'
))::integer;

rollback;
