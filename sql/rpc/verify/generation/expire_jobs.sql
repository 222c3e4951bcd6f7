-- Verify florin:generation/expire_jobs on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'generation.expire_jobs(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'generation.expire_jobs(integer)',
  'execute'
))::integer;

rollback;
