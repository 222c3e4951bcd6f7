-- Verify florin:audit/record_delivery on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'audit.record_delivery(text, uuid, boolean, text, text, integer, boolean)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'audit.record_delivery(text, uuid, boolean, text, text, integer, boolean)',
  'execute'
))::integer;

rollback;
