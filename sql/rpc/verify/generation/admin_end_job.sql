-- Verify florin:generation/admin_end_job on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'generation.admin_end_job(uuid, text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'generation.admin_end_job(uuid, text, text)',
  'execute'
))::integer;

rollback;
