-- Verify florin:audit/emit on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'audit.emit(uuid, text, jsonb)',
  'execute'
))::integer;

rollback;
