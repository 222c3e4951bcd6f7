-- Verify florin:api/slice_overages on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.slice_overages(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.slice_overages(integer)',
  'execute'
))::integer;

rollback;
