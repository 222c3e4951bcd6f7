-- Verify florin:audit/renumber_outbox on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'audit.renumber_outbox()',
  'execute'
))::integer;

rollback;
