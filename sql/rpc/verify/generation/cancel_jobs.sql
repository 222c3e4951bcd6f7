-- Verify florin:generation/cancel_jobs on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.cancel_jobs(uuid, integer)',
  'execute'
))::integer;

rollback;
