-- Verify florin:api/admin_grant_entitlement on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'api.admin_grant_entitlement(text, text, text, text, timestamptz)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'api.admin_grant_entitlement(text, text, text, text, timestamptz)',
  'execute'
))::integer;

rollback;
