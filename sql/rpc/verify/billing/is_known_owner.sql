-- Verify florin:billing/is_known_owner on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'billing.is_known_owner(uuid)',
  'execute'
))::integer;

rollback;
