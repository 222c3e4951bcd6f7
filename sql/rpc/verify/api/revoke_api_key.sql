-- Verify florin:api/revoke_api_key on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'api.revoke_api_key(uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege('anon', 'api.revoke_api_key(uuid)', 'execute'))::integer;

rollback;
