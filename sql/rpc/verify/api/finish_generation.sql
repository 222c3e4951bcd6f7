-- Verify florin:api/finish_generation on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.finish_generation('
  'uuid, uuid, text, jsonb, text, jsonb, integer, jsonb, bytea, text, boolean)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.finish_generation('
  'uuid, uuid, text, jsonb, text, jsonb, integer, jsonb, bytea, text, boolean)',
  'execute'
))::integer;

rollback;
