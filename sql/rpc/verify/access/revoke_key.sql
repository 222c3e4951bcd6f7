-- Verify florin:access/revoke_key on pg

begin;

select 1 / has_function_privilege(
  'florin_service',
  'access.revoke_key(uuid, uuid, uuid)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'access.revoke_key(uuid, uuid, uuid)',
  'execute'
))::integer;

rollback;
