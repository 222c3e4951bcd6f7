-- Verify florin:audit/describe_batch on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'audit.describe_batch(audit.sinks, jsonb, boolean)',
  'execute'
))::integer;

rollback;
