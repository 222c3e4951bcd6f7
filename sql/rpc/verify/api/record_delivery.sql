-- Verify florin:api/record_delivery on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.record_delivery(text, uuid, boolean, text, text, integer, boolean)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.record_delivery(text, uuid, boolean, text, text, integer, boolean)',
  'execute'
))::integer;

rollback;
