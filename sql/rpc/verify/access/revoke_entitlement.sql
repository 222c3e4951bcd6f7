-- Verify florin:access/revoke_entitlement on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.revoke_entitlement(uuid, text, text, text, text, text)',
  'execute'
))::integer;

rollback;
