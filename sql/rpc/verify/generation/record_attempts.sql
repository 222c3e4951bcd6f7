-- Verify florin:generation/record_attempts on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.record_attempts(uuid, uuid, jsonb)',
  'execute'
))::integer;

rollback;
