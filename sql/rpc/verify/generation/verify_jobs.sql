-- Verify florin:generation/verify_jobs on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.verify_jobs(uuid)',
  'execute'
))::integer;

rollback;
