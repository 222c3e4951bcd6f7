-- Verify florin:access/revoke_my_key on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'access.revoke_my_key(uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege('anon', 'access.revoke_my_key(uuid)', 'execute'))::integer;

rollback;
