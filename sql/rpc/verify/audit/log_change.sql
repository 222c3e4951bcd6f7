-- Verify florin:audit/log_change on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'audit.log_change()',
  'execute'
))::integer;

rollback;
