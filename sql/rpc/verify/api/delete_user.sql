-- Verify florin:api/delete_user on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.delete_user(uuid, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.delete_user(uuid, uuid)',
  'execute'
))::integer;

rollback;
