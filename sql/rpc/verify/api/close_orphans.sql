-- Verify florin:api/close_orphans on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.close_orphans(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.close_orphans(integer)',
  'execute'
))::integer;

rollback;
