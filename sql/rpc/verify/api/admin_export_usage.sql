-- Verify florin:api/admin_export_usage on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'api.admin_export_usage(date, date)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'api.admin_export_usage(date, date)',
  'execute'
))::integer;

rollback;
