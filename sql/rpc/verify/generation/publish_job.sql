-- Verify florin:generation/publish_job on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.publish_job(generation.jobs)',
  'execute'
))::integer;

rollback;
