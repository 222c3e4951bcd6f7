-- Verify florin:billing/apply_grants on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.apply_grants(uuid)',
  'execute'
))::integer;

rollback;
