-- Verify florin:audit/pending_events on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'audit.pending_events(audit.sinks, integer)',
  'execute'
))::integer;

rollback;
