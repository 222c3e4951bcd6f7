-- Verify florin:access/admin_revoke_entitlement on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'access.admin_revoke_entitlement(text, text, text, text, text, text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'access.admin_revoke_entitlement(text, text, text, text, text, text)',
  'execute'
))::integer;

rollback;
