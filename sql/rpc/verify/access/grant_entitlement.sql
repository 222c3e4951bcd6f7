-- Verify florin:access/grant_entitlement on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.grant_entitlement(uuid, text, text, text, text, timestamptz, timestamptz, text)',
  'execute'
))::integer;

rollback;
