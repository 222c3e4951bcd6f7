-- Verify florin:api/update_profile on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.update_profile(uuid, uuid, jsonb)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.update_profile(uuid, uuid, jsonb)',
  'execute'
))::integer;

rollback;
