-- Verify florin:api/list_jobs on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.list_jobs(uuid, uuid, text, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.list_jobs(uuid, uuid, text, integer)',
  'execute'
))::integer;

rollback;
