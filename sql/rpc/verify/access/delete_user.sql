-- Verify florin:access/delete_user on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'access.delete_user(uuid, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'access.delete_user(uuid, uuid)',
  'execute'
))::integer;

rollback;
