-- Verify florin:generation/delete_one_job on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.delete_one_job(uuid, uuid)',
  'execute'
))::integer;

rollback;
