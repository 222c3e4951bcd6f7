-- Verify florin:api/add_member on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'api.add_member(uuid, uuid, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'api.add_member(uuid, uuid, text)',
  'execute'
))::integer;

rollback;
