-- Verify florin:access/slice_overages on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'access.slice_overages(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'access.slice_overages(integer)',
  'execute'
))::integer;

rollback;
