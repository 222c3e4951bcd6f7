-- Verify florin:access/update_my_profile on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'access.update_my_profile(jsonb)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'access.update_my_profile(jsonb)',
  'execute'
))::integer;

rollback;
