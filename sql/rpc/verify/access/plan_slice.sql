-- Verify florin:access/plan_slice on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.plan_slice()',
  'execute'
))::integer;

rollback;
