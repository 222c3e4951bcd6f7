-- Verify florin:access/admin_grant_entitlement on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'access.admin_grant_entitlement(text, text, text, text, timestamptz)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'access.admin_grant_entitlement(text, text, text, text, timestamptz)',
  'execute'
))::integer;

rollback;
