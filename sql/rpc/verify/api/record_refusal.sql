-- Verify florin:api/record_refusal on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.record_refusal(uuid, uuid, text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.record_refusal(uuid, uuid, text, text)',
  'execute'
))::integer;

rollback;
