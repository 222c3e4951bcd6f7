-- Verify florin:generation/find_job on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'generation.find_job(text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'generation.find_job(text, text)',
  'execute'
))::integer;

rollback;
