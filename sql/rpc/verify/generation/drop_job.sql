-- Verify florin:generation/drop_job on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.drop_job(uuid, uuid)',
  'execute'
))::integer;

rollback;
