-- Verify florin:access/remove_member on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'access.remove_member(uuid, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'access.remove_member(uuid, uuid)',
  'execute'
))::integer;

rollback;
