-- Verify florin:billing/verify on pg

begin;

select 1 / has_function_privilege('service_role', 'billing.verify(uuid)', 'execute')::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'billing.verify(uuid)',
  'execute'
))::integer;

rollback;
