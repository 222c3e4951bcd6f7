-- Verify florin:generation/find_my_job on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.find_my_job(uuid)',
  'execute'
))::integer;

rollback;
