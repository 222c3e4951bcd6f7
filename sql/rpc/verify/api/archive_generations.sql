-- Verify florin:api/archive_generations on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'api.archive_generations(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'api.archive_generations(integer)',
  'execute'
))::integer;

rollback;
