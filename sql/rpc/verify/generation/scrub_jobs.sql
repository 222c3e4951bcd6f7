-- Verify florin:generation/scrub_jobs on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.scrub_jobs(uuid, integer)',
  'execute'
))::integer;

rollback;
