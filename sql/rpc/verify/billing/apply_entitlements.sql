-- Verify florin:billing/apply_entitlements on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.apply_entitlements(uuid)',
  'execute'
))::integer;

rollback;
