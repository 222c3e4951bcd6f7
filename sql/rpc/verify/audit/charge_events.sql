-- Verify florin:audit/charge_events on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'audit.charge_events(uuid, jsonb)',
  'execute'
))::integer;

rollback;
