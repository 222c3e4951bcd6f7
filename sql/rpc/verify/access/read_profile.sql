-- Verify florin:access/read_profile on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'access.read_profile(uuid, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'access.read_profile(uuid, uuid)',
  'execute'
))::integer;

rollback;
