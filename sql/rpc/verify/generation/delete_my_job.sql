-- Verify florin:generation/delete_my_job on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'generation.delete_my_job(uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'generation.delete_my_job(uuid)',
  'execute'
))::integer;

rollback;
