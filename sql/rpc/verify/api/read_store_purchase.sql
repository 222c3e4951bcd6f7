-- Verify florin:api/read_store_purchase on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.read_store_purchase(uuid, uuid, text, text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.read_store_purchase(uuid, uuid, text, text, text)',
  'execute'
))::integer;

rollback;
