-- Verify florin:generation/begin_job on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'generation.begin_job(uuid, uuid, uuid, jsonb, text, bytea, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'generation.begin_job(uuid, uuid, uuid, jsonb, text, bytea, uuid)',
  'execute'
))::integer;

rollback;
