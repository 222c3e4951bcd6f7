-- Verify florin:audit/admin_log on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'audit.admin_log(integer, bigint)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'audit.admin_log(integer, bigint)',
  'execute'
))::integer;

rollback;
