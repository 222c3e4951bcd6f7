-- Verify florin:access/close_orphans on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'access.close_orphans(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'access.close_orphans(integer)',
  'execute'
))::integer;

rollback;
