-- Verify florin:api/remove_member on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'api.remove_member(uuid, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'api.remove_member(uuid, uuid)',
  'execute'
))::integer;

rollback;
