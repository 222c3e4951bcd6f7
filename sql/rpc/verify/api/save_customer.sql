-- Verify florin:api/save_customer on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.save_customer(uuid, uuid, text, text, text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.save_customer(uuid, uuid, text, text, text, text)',
  'execute'
))::integer;

rollback;
