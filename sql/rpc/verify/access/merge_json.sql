-- Verify florin:access/merge_json on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.merge_json(jsonb, jsonb, integer)',
  'execute'
))::integer;

rollback;
