-- Verify florin:api/admin_log on pg

begin;

select 1 / has_function_privilege(
  'authenticated',
  'api.admin_log(integer, bigint)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'anon',
  'api.admin_log(integer, bigint)',
  'execute'
))::integer;

rollback;
