-- Verify florin:api/revoke_key on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'api.revoke_key(uuid, uuid, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.revoke_key(uuid, uuid, uuid)',
  'execute'
))::integer;

rollback;
