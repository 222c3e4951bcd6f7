-- Verify florin:billing/admin_find_overages on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'billing.admin_find_overages(text, integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'billing.admin_find_overages(text, integer)',
  'execute'
))::integer;

rollback;
