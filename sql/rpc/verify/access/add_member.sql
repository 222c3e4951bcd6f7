-- Verify florin:access/add_member on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'access.add_member(uuid, uuid, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'access.add_member(uuid, uuid, text)',
  'execute'
))::integer;

rollback;
