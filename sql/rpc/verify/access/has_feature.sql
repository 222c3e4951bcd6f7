-- Verify florin:access/has_feature on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'access.has_feature(text)',
  'execute'
)::integer;

select 1 / (not has_function_privilege('anon', 'access.has_feature(text)', 'execute'))::integer;

rollback;
