-- Verify florin:generation/check_job_input on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.check_job_input(jsonb)',
  'execute'
))::integer;

rollback;
