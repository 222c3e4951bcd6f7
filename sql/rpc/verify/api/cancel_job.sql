-- Verify florin:api/cancel_job on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.cancel_job(uuid, uuid, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.cancel_job(uuid, uuid, uuid)',
  'execute'
))::integer;

rollback;
