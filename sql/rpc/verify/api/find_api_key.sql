-- Verify florin:api/find_api_key on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.find_api_key(uuid, bytea)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.find_api_key(uuid, bytea)',
  'execute'
))::integer;

rollback;
