-- Verify florin:audit/begin_action on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'audit.begin_action(text)',
  'execute'
))::integer;

rollback;
