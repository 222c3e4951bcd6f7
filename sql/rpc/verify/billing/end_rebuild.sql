-- Verify florin:billing/end_rebuild on pg

begin;

select 1 / has_function_privilege('florin_worker', 'billing.end_rebuild()', 'execute')::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'billing.end_rebuild()',
  'execute'
))::integer;

rollback;
