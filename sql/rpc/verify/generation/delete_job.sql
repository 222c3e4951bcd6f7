-- Verify florin:generation/delete_job on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'generation.delete_job(uuid, uuid, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'generation.delete_job(uuid, uuid, uuid)',
  'execute'
))::integer;

rollback;
