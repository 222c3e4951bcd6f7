-- Verify florin:generation/limit_jobs on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.limit_jobs(uuid, integer, integer)',
  'execute'
))::integer;

rollback;
