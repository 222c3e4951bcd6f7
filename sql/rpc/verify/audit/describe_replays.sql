-- Verify florin:audit/describe_replays on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'audit.describe_replays(text, integer)',
  'execute'
))::integer;

rollback;
