-- Verify florin:billing/fold_unmapped on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'billing.fold_unmapped(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'billing.fold_unmapped(integer)',
  'execute'
))::integer;

rollback;
