-- Verify florin:generation/read_job on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'generation.read_job(uuid, uuid, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'generation.read_job(uuid, uuid, uuid)',
  'execute'
))::integer;

rollback;
