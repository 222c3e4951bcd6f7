-- Verify florin:generation/finish_job on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'generation.finish_job(uuid, uuid, text, jsonb, jsonb, text, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'generation.finish_job(uuid, uuid, text, jsonb, jsonb, text, integer)',
  'execute'
))::integer;

rollback;
