-- Verify florin:access/update_profile on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'access.update_profile(uuid, uuid, jsonb)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'access.update_profile(uuid, uuid, jsonb)',
  'execute'
))::integer;

rollback;
