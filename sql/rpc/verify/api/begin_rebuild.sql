-- Verify florin:api/begin_rebuild on pg

begin;

select 1 / has_function_privilege('florin_worker', 'api.begin_rebuild()', 'execute')::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.begin_rebuild()',
  'execute'
))::integer;

rollback;
