-- Verify florin:api/read_job on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.read_job(uuid, uuid, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.read_job(uuid, uuid, uuid)',
  'execute'
))::integer;

rollback;
