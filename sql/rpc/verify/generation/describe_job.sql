-- Verify florin:generation/describe_job on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.describe_job(generation.jobs)',
  'execute'
))::integer;

rollback;
