-- Verify florin:audit/expand_event on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'audit.expand_event(uuid, text, jsonb)',
  'execute'
))::integer;

rollback;
