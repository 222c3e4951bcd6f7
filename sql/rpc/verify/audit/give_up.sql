-- Verify florin:audit/give_up on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'audit.give_up(audit.sinks, text)',
  'execute'
))::integer;

rollback;
