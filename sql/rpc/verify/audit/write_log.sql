-- Verify florin:audit/write_log on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'audit.write_log(text, text, uuid, jsonb, jsonb)',
  'execute'
))::integer;

rollback;
