-- Verify florin:billing/apply on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.apply(uuid)',
  'execute'
))::integer;

rollback;
