-- Verify florin:audit/retry_delay on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'audit.retry_delay(integer)',
  'execute'
))::integer;

rollback;
