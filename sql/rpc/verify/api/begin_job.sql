-- Verify florin:api/begin_job on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.begin_job(uuid, uuid, uuid, jsonb, text, bytea, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.begin_job(uuid, uuid, uuid, jsonb, text, bytea, uuid)',
  'execute'
))::integer;

rollback;
