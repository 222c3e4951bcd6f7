-- Verify florin:api/expire_jobs on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.expire_jobs(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.expire_jobs(integer)',
  'execute'
))::integer;

rollback;
