-- Verify florin:billing/begin_rebuild on pg

begin;

select 1 / has_function_privilege('florin_worker', 'billing.begin_rebuild()', 'execute')::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'billing.begin_rebuild()',
  'execute'
))::integer;

rollback;
