-- Verify florin:api/admin_revenue on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'api.admin_revenue(date, date, numeric)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'api.admin_revenue(date, date, numeric)',
  'execute'
))::integer;

rollback;
