-- Verify florin:audit/read_events on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'audit.read_events(text, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'audit.read_events(text, integer)',
  'execute'
))::integer;

rollback;
