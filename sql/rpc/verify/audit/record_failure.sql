-- Verify florin:audit/record_failure on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'audit.record_failure(text, text, integer)',
  'execute'
))::integer;

rollback;
