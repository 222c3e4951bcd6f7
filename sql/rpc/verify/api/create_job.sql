-- Verify florin:api/create_job on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'api.create_job(jsonb, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'api.create_job(jsonb, text)',
  'execute'
))::integer;

rollback;
