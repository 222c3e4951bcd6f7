-- Verify florin:generation/create_my_job on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'generation.create_my_job(jsonb, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'generation.create_my_job(jsonb, text)',
  'execute'
))::integer;

rollback;
