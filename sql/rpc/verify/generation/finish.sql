-- Verify florin:generation/finish on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'generation.finish('
  'uuid, uuid, text, jsonb, text, jsonb, integer, jsonb, bytea, text, boolean)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'generation.finish('
  'uuid, uuid, text, jsonb, text, jsonb, integer, jsonb, bytea, text, boolean)',
  'execute'
))::integer;

rollback;
