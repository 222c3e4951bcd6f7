-- Verify florin:access/record_refusal on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'access.record_refusal(uuid, uuid, text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'access.record_refusal(uuid, uuid, text, text)',
  'execute'
))::integer;

rollback;
