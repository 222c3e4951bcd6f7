-- Verify florin:audit/record_replay on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'audit.record_replay(text, bigint, text)',
  'execute'
))::integer;

rollback;
