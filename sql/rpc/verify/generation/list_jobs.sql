-- Verify florin:generation/list_jobs on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'generation.list_jobs(uuid, uuid, text, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'generation.list_jobs(uuid, uuid, text, integer)',
  'execute'
))::integer;

rollback;
