-- Verify florin:generation/archive on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'generation.archive(integer)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'generation.archive(integer)',
  'execute'
))::integer;

rollback;
