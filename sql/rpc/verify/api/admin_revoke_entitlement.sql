-- Verify florin:api/admin_revoke_entitlement on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'api.admin_revoke_entitlement(text, text, text, text, text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'api.admin_revoke_entitlement(text, text, text, text, text, text)',
  'execute'
))::integer;

rollback;
