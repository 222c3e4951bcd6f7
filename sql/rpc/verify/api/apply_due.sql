-- Verify florin:api/apply_due on pg

begin;

select 1 / has_function_privilege('florin_worker', 'api.apply_due(integer)', 'execute')::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.apply_due(integer)',
  'execute'
))::integer;

rollback;
