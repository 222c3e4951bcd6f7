-- Verify florin:api/find_job on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.find_job(text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.find_job(text, text)',
  'execute'
))::integer;

rollback;
