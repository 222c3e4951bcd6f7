-- Verify florin:catalog/admin_save_routes on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'catalog.admin_save_routes(text, jsonb)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'catalog.admin_save_routes(text, jsonb)',
  'execute'
))::integer;

rollback;
