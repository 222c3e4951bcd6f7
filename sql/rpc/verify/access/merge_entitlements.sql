-- Verify florin:access/merge_entitlements on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.merge_entitlements(uuid, uuid)',
  'execute'
))::integer;

rollback;
